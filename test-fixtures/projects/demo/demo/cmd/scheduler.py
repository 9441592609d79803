"""demo-scheduler: says which worker makes a snapshot."""

import os

from oslo_service import backend

if os.environ.get('OS_DEMO_SCHEDULER_THREADS') == '1':
    backend.init_backend(backend.BackendType.THREADING)
else:
    import eventlet
    eventlet.monkey_patch()
    backend.init_backend(backend.BackendType.EVENTLET)

import sys

from oslo_config import cfg
from oslo_log import log as logging
from oslo_service import service

from demo import config


class Scheduler(service.Service):
    """Answers the API's question; the answer is always the same."""

    def choose(self, context, volume):
        return 'host'


def main():
    config.parse_args(sys.argv[1:])
    logging.setup(cfg.CONF, 'demo')
    launcher = service.launch(cfg.CONF, Scheduler(), workers=cfg.CONF.workers)
    launcher.wait()
