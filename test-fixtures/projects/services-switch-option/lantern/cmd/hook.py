from oslo_service import backend


def preferred():
    return backend.BackendType.THREADING


backend.register_backend_default_hook(preferred)

from oslo_config import cfg
from oslo_service import service

from lantern import server


def main():
    service.launch(cfg.CONF, server.Server()).wait()
