import eventlet


def work():
    return eventlet.spawn(int).wait()
