import eventlet

eventlet.monkey_patch()

from oslo_config import cfg
from oslo_service import service

from keel import server


def main():
    """Runs the API."""
    launcher = service.launch(cfg.CONF, server.ApiService())
    launcher.wait()
