import eventlet  # expect: import-eventlet
from eventlet import TimeoutError  # expect: import-removed
from eventlet import greenthread  # expect: import-eventlet


def old(function):
    try:
        function()
    except TimeoutError:  # expect: timeout-error
        pass
    except eventlet.TimeoutError:  # expect: timeout-error
        eventlet.exc_after(1, ValueError)  # expect: timeout-error
        greenthread.exc_after(1, ValueError)  # expect: timeout-error
