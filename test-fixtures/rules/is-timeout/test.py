import eventlet  # expect: import-eventlet
from eventlet.timeout import is_timeout  # expect: import-eventlet


def retry(exc):
    if is_timeout(exc) or eventlet.is_timeout(exc):  # expect: is-timeout, is-timeout
        return True
    return eventlet.wrap_is_timeout(exc), exc.is_timeout  # expect: is-timeout
