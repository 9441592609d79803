from lathe import modes

modes.setup()

from oslo_config import cfg
from oslo_service import service


class Server(service.Service):
    def start(self):
        from eventlet import wsgi
        import eventlet
        wsgi.server(eventlet.listen(('', 80)), None)


def main():
    service.launch(cfg.CONF, Server()).wait()
