from eventlet import Timeout
from eventlet import sleep
