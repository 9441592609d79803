import eventlet

eventlet.monkey_patch()


def show():
    return 0
