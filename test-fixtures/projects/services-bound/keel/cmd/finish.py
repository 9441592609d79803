import eventlet


def main():
    try:
        prepare()
    finally:
        eventlet.monkey_patch()


def prepare():
    return None
