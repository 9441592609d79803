from relay import concurrency

concurrency.patch(backend='threading')

from oslo_config import cfg
from oslo_service import service

from relay import api


def main():
    service.launch(cfg.CONF, api.Server()).wait()
