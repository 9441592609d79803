import os

# Too early: threads cannot be chosen any more.
from oslo_service import service

from oslo_config import cfg

from thicket import modes

if os.environ.get('THICKET_THREADS'):
    modes.threads()
else:
    modes.green()


def main():
    service.launch(cfg.CONF, service.Service()).wait()
