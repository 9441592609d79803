import eventlet  # expect: import-eventlet
from eventlet import greenthread  # expect: import-eventlet


def delayed(function, loop):
    eventlet.call_after_global(1, function)  # expect: call-after
    greenthread.call_after(1, function)  # expect: call-after
    timer = greenthread.call_after_local(1, function)  # expect: call-after
    loop.call_later(1, function)
    return timer
