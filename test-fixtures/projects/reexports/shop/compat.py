import eventlet
from eventlet import Timeout as Limit
from eventlet import sleep as _sleep

nap = eventlet.sleep
