def main(argv=None, green=False):
    setup(green)
    return 0


def setup(green, *, really=False):
    if green or really:
        import eventlet
        eventlet.monkey_patch()
