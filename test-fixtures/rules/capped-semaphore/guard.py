import threading

import eventlet  # expect: import-eventlet
from eventlet import semaphore  # expect: import-eventlet

ONE = eventlet.CappedSemaphore(1, 2)  # expect: capped-semaphore
TWO = semaphore.CappedSemaphore(1, limit=2)  # expect: capped-semaphore
THREE = threading.BoundedSemaphore(2)
