from watcher import eventlet
from watcher import eventlet as eventlet_helper

eventlet.patch()
eventlet_helper.patch()
eventlet.sleep(1)
