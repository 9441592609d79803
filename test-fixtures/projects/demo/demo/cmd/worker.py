"""demo-worker: makes snapshots."""

import os

if os.environ.get('OS_DEMO_DISABLE_EVENTLET_PATCHING', '0') != '1':
    from eventlet import patcher
    patcher.monkey_patch(os=False)

import sys

from oslo_config import cfg
from oslo_log import log as logging
from oslo_service import service as os_service

from demo import config
from demo import worker


def main():
    config.parse_args(sys.argv[1:])
    logging.setup(cfg.CONF, 'demo')
    launcher = os_service.launch(cfg.CONF, worker.Worker(cfg.CONF), workers=cfg.CONF.workers)
    launcher.wait()
