import eventlet.coros  # expect: import-removed
from eventlet.coros import metaphore  # expect: import-removed


def count():
    counter = metaphore()  # expect: metaphore
    counter.inc()
    return eventlet.coros.metaphore()  # expect: metaphore
