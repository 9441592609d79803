def green():
    import eventlet
    eventlet.monkey_patch()


def native():
    return None
