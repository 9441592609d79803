# --- a module of that name elsewhere is another one
from watcher import eventlet
import watcher.eventlet
from watcher.eventlet import sleep
eventlet.sleep(1)
watcher.eventlet.sleep(1)
sleep(1)

# --- names that only begin alike
import eventlet_helper
from eventlets import sleep
import eventletx.green as eventlet
eventlet_helper.sleep()
eventlet.sleep()

# --- names nobody bound
eventlet.sleep(1)
self.eventlet.sleep(1)
utils.eventlet.sleep(1)

# --- text and comments
"""import eventlet"""
# eventlet.sleep(1)
print("eventlet.sleep is not called here")

# --- attributes of other things called as the import
import eventlet  #= import eventlet
self.eventlet.sleep(1)
other().eventlet
other["eventlet"].sleep
print(eventlet=1)
def run(): return {'eventlet': 1}
