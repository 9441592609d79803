import threading
from threading import Event as Flag

import eventlet  # expect: import-eventlet
import eventlet.event  # expect: import-eventlet
from eventlet import event  # expect: import-eventlet
from eventlet.event import Event  # expect: import-eventlet


class Ready(event.Event):  # expect: event
    pass


def ready():
    events = [eventlet.Event(), eventlet.event.Event(), Event()]  # expect: event, event, event
    flag = threading.Event()
    return events, flag, Flag(), event.NOT_USED  # expect: event
