import os

from relay import state


def patch():
    if os.getenv('RELAY_NO_PATCH') == '1':
        return
    import eventlet
    eventlet.monkey_patch()
    state.PATCHED = True
