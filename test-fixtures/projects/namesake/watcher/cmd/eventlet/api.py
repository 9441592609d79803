import eventlet
from .. import eventlet as package
from watcher.cmd.eventlet import api

eventlet.sleep(1)
package.sleep(1)
api.eventlet.sleep(1)
