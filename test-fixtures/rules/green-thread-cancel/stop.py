import eventlet.greenthread  # expect: import-eventlet
from eventlet import greenthread  # expect: import-eventlet
from eventlet.greenthread import cancel as take_back  # expect: import-eventlet


def stop(thread, timer, future):
    greenthread.cancel(thread)  # expect: green-thread-cancel
    eventlet.greenthread.cancel(thread)  # expect: green-thread-cancel
    take_back(thread)  # expect: green-thread-cancel
    timer.cancel()
    future.cancel()
