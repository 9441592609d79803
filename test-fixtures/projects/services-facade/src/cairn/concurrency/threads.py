from eventlet import sleep
from eventlet import spawn
