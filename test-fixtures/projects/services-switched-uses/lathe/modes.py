"""The one place that decides, and says what it decided."""
import os

from oslo_service import backend

_STATE = {'patched': False}


def is_patched():
    return _STATE['patched']


def setup():
    if os.environ.get('LATHE_EVENTLET', '1') in ('0', 'false'):
        backend.init_backend(backend.BackendType.THREADING)
        return
    import eventlet
    eventlet.monkey_patch()
    _STATE['patched'] = True
