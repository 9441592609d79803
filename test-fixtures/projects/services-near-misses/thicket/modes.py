def green():
    import eventlet
    eventlet.monkey_patch()


def threads():
    from oslo_service import backend
    backend.init_backend(backend.BackendType.THREADING)
