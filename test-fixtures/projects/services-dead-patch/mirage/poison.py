def apply():
    import eventlet

    eventlet.monkey_patch = _poison


def _poison(*args, **kwargs):
    raise RuntimeError('eventlet is not to be used here')
