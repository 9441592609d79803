DEBUG = False

if False:
    import eventlet
    eventlet.monkey_patch()

if DEBUG:
    import eventlet
    eventlet.monkey_patch()

if 0 and True:
    import eventlet
    eventlet.monkey_patch()


def main():
    return 0
