import queue as native

import eventlet  # expect: import-eventlet
from eventlet import queue  # expect: import-eventlet
from eventlet.queue import Full  # expect: import-eventlet


def drain(items):
    try:
        return items.get_nowait()
    except eventlet.queue.Empty:  # expect: queue-exception
        raise queue.Empty  # expect: queue-exception
    except Full:  # expect: queue-exception
        return None
    except native.Empty:
        return None
