import os

if os.environ.get('RELAY_DISABLE_EVENTLET', '').lower() not in ('1', 'true', 'yes'):
    import eventlet
    eventlet.monkey_patch()
else:
    from oslo_service import backend
    backend.init_backend(backend.BackendType.THREADING)

from oslo_config import cfg
from oslo_service import service

from relay import api


def main():
    launcher = service.launch(cfg.CONF, api.Server())
    launcher.wait()
