import eventlet


def patch():
    eventlet.monkey_patch()
