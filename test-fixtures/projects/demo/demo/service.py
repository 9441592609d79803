"""The API server."""

import socket

import eventlet.wsgi
from eventlet import listen
from oslo_config import cfg
from oslo_log import log as logging

from demo import utils

LOG = logging.getLogger(__name__)
eventlet.wsgi.MAX_HEADER_LINE = 16384


class QuietProtocol(eventlet.wsgi.HttpProtocol):
    """Does not log what health checks ask."""

    def log_request(self, code='-', size='-'):
        if self.path != '/healthcheck':
            super().log_request(code, size)


class ApiServer:
    def __init__(self, name, host, port):
        self.name = name
        self.pool = utils.pool(cfg.CONF.pool_size)
        self.socket = listen((host, port), family=socket.AF_INET, backlog=4096)
        self.thread = None

    def start(self):
        LOG.info('%s listens on %s', self.name, self.socket.getsockname())
        self.thread = utils.spawn(
            eventlet.wsgi.server, self.socket, load_app(), custom_pool=self.pool,
            protocol=QuietProtocol, log=logging.getLogger('eventlet.wsgi.server'))

    def stop(self):
        if self.thread is not None:
            self.thread.kill()

    def wait(self):
        self.thread.wait()


def load_app():
    def app(environ, start_response):
        start_response('200 OK', [('Content-Type', 'text/plain')])
        return [b'demo\n']
    return app
