import time

from ferry import modes


def pause():
    if modes.is_patched():
        import eventlet
        eventlet.sleep(1)
    else:
        time.sleep(1)
