import eventlet

eventlet.monkey_patch()


class Engine:
    pass
