import eventlet  # expect: import-eventlet
import eventlet.queue  # expect: import-eventlet
import eventlet.timeout as green_timeout  # expect: import-eventlet
import os, eventlet as ev  # expect: import-eventlet
from eventlet import event, greenpool  # expect: import-eventlet, import-eventlet
from eventlet import (
    semaphore,  # expect: import-eventlet
    tpool as threadpool,  # expect: import-eventlet
)
from eventlet.timeout import Timeout  # expect: import-eventlet

try:
    import eventlet.wsgi  # expect: import-eventlet
except ImportError:
    pass

import eventlet_helper
import not_eventlet
from service import eventlet as helper
from service.eventlet import patch


def later():
    from eventlet import websocket  # expect: import-eventlet
