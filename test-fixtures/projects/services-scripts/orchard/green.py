import eventlet


class Driver:
    def __init__(self):
        eventlet.monkey_patch()
