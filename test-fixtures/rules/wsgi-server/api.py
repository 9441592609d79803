from unittest import mock

import eventlet  # expect: import-eventlet
import eventlet.wsgi  # expect: import-eventlet
from eventlet import wsgi  # expect: import-eventlet
from eventlet.wsgi import server as serve_http  # expect: import-eventlet


class Server:
    def start(self, sock, app):
        wsgi.server(sock, app, custom_pool=self.pool)  # expect: wsgi-server
        serve_http(sock, app)  # expect: wsgi-server
        return self.launch({
            'func': eventlet.wsgi.server,  # expect: wsgi-server
            'sock': sock,
        })

    def launch(self, arguments):
        self.server = arguments
        return eventlet.spawn(eventlet.wsgi.server, arguments)  # expect: spawn, wsgi-server


@mock.patch('eventlet.wsgi.server')  # expect: wsgi-server
@mock.patch.object(eventlet.wsgi, 'server')  # expect: wsgi-internals, wsgi-server
def test_start(one, two):
    from wsgiref import simple_server
    simple_server.make_server('', 0, None)
