import os

from oslo_utils import strutils

from relay import modes

if strutils.bool_from_string(os.environ.get('RELAY_USE_EVENTLET', 'false')):
    modes.green()
else:
    modes.threads()

from oslo_config import cfg
from oslo_service import service

from relay import api


def main():
    service.launch(cfg.CONF, api.Server()).wait()
