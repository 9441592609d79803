def patch(backend='eventlet'):
    """Makes the process green, or chooses threads."""
    if backend == 'eventlet':
        import eventlet
        eventlet.monkey_patch()
    elif backend == 'threading':
        from oslo_service import backend as service_backend
        service_backend.init_backend(service_backend.BackendType.THREADING)
    else:
        raise ValueError(backend)
