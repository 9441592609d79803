from oslo_config import cfg
from oslo_service import service

from ferry import manager


def main():
    service.launch(cfg.CONF, manager.Manager()).wait()
