from oslo_service.backend import BackendType, init_backend

init_backend(BackendType.THREADING)

from oslo_config import cfg
from oslo_service import service
from oslo_service import wsgi


class WebService(service.ServiceBase):
    def __init__(self, name):
        self.server = wsgi.Server(cfg.CONF, name, app)

    def start(self):
        self.server.start()


def app(environ, start_response):
    start_response('204 No Content', [])
    return []


def main():
    launcher = service.launch(cfg.CONF, WebService('ferry'))
    launcher.wait()
