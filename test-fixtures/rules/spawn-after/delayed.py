import threading

import eventlet  # expect: import-eventlet
from eventlet import greenthread  # expect: import-eventlet
from eventlet.greenthread import spawn_after  # expect: import-eventlet


def delayed(function):
    eventlet.spawn_after(10, function)  # expect: spawn-after
    greenthread.spawn_after(10, function, 1)  # expect: spawn-after
    job = spawn_after(0.5, function)  # expect: spawn-after
    threading.Timer(10, function).start()
    return job
