from http import server

import eventlet.wsgi  # expect: import-eventlet
from eventlet import wsgi  # expect: import-eventlet


class Proxied(wsgi.HttpProtocol):  # expect: http-protocol-subclass
    def handle(self):
        return super().handle()


class UnixSocket(eventlet.wsgi.HttpProtocol):  # expect: http-protocol-subclass
    pass


class Again(Proxied):
    pass


class Plain(server.BaseHTTPRequestHandler):
    pass
