try:
    import eventlet
except ImportError:
    eventlet = None

if eventlet is not None:
    eventlet.monkey_patch()


def main():
    return 0
