from unittest import mock

import oslo_service.wsgi  # expect: oslo-service-wsgi
from oslo_service import wsgi  # expect: oslo-service-wsgi
from oslo_service.wsgi import Server as WSGIServer  # expect: oslo-service-wsgi


class Own(oslo_service.wsgi.Server):  # expect: oslo-service-wsgi-server
    pass


class Service:
    def __init__(self, conf, app):
        self.server = wsgi.Server(conf, 'api', app)  # expect: oslo-service-wsgi-server
        self.other = WSGIServer(conf, 'api', app)  # expect: oslo-service-wsgi-server
        self.own = self.Server(conf)

    def Server(self, conf):
        return conf


@mock.patch('oslo_service.wsgi.Server')  # expect: oslo-service-wsgi-server
@mock.patch.object(wsgi, 'Server')  # expect: oslo-service-wsgi, oslo-service-wsgi-server
def test_service(one, two):
    pass
