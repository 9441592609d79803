import time

from relay import state


def pause():
    if state.is_patched():
        import eventlet
        eventlet.sleep(1)
    else:
        time.sleep(1)
