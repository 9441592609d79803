import os

_PATCHED = False


def _is_patching_disabled():
    value = os.environ.get('RELAY_DISABLE_PATCHING', 'no')
    return value.lower() in ('1', 'true', 'yes', 'on')


def is_patched():
    return _PATCHED


def patch():
    global _PATCHED
    if _is_patching_disabled():
        from oslo_service import backend
        backend.init_backend(backend.BackendType.THREADING)
        return
    import eventlet
    eventlet.monkey_patch()
    _PATCHED = True
