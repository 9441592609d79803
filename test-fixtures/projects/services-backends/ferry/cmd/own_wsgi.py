from oslo_config import cfg
from oslo_service import wsgi


def app(environ, start_response):
    start_response('204 No Content', [])
    return []


def main():
    server = wsgi.Server(cfg.CONF, 'ferry', app)
    server.start()
    server.wait()
