import eventlet


def main():
    eventlet.monkey_patch()
    return 0
