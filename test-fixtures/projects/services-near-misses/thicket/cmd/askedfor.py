from oslo_service import backend

backend.init_backend(backend.BackendType.EVENTLET)

from oslo_config import cfg
from oslo_service import service


def main():
    service.launch(cfg.CONF, service.Service()).wait()
