from oslo_service import backend

backend.init_backend(backend.BackendType.THREADING)

from oslo_config import cfg
from oslo_service import service

from ferry import manager


def main():
    service.launch(cfg.CONF, manager.Manager()).wait()
