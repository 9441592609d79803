from . import eventlet
from .eventlet import patch, eventlet as library

eventlet.patch()
patch()
library.sleep(1)
eventlet.eventlet.spawn(1)
