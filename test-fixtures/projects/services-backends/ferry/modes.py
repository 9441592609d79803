import os

from oslo_service import backend

_GREEN = False


def is_patched():
    return _GREEN


def choose():
    global _GREEN
    if os.environ.get('FERRY_THREADS') == '1':
        backend.init_backend(backend.BackendType.THREADING)
    else:
        import eventlet
        eventlet.monkey_patch()
        _GREEN = True
