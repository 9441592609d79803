import sys


def main():
    stop()
    import eventlet
    eventlet.monkey_patch()


def stop():
    sys.exit('nothing to do')
