import eventlet

eventlet.monkey_patch()


class Driver:
    def work(self):
        return eventlet.sleep(0)
