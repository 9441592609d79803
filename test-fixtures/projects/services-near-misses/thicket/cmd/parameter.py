def run(eventlet):
    eventlet.monkey_patch()
    return eventlet.spawn(int)


class Fake:
    def __getattr__(self, name):
        return lambda *args: None


def main():
    return run(Fake())
