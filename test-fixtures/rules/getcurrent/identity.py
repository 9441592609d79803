import threading

import eventlet  # expect: import-eventlet
from eventlet import getcurrent  # expect: import-internals
from eventlet import greenthread  # expect: import-eventlet
from eventlet.support import greenlets  # expect: import-internals

OWNERS = {}


def own():
    OWNERS[getcurrent()] = eventlet.getcurrent()  # expect: getcurrent, getcurrent
    OWNERS[greenthread.getcurrent()] = greenlets.greenlet(own)  # expect: getcurrent, getcurrent
    OWNERS[threading.get_ident()] = None
