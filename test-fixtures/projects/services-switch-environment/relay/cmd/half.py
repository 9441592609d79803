import os

# Whoever sets the variable gets eventlet's backend on threads that nobody patched.
if not os.environ.get('RELAY_SKIP_PATCH'):
    import eventlet
    eventlet.monkey_patch()

from oslo_config import cfg
from oslo_service import service

from relay import api


def main():
    service.launch(cfg.CONF, api.Server()).wait()
