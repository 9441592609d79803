"""demo-api: answers requests."""

import eventlet

eventlet.monkey_patch()

import sys

from oslo_config import cfg
from oslo_log import log as logging

from demo import config
from demo import service


def init_application():
    """For a WSGI server that is not ours."""
    config.parse_args([])
    return service.load_app()


def main():
    config.parse_args(sys.argv[1:])
    logging.setup(cfg.CONF, 'demo')
    server = service.ApiServer('demo-api', cfg.CONF.bind_host, cfg.CONF.bind_port)
    server.start()
    server.wait()
