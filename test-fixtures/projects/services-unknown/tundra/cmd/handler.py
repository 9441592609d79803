try:
    import uvloop
    uvloop.install()
except ImportError:
    import eventlet
    eventlet.monkey_patch()


def main():
    return 0
