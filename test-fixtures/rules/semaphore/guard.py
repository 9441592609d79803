import threading

import eventlet  # expect: import-eventlet
from eventlet import lock, semaphore  # expect: import-eventlet, import-eventlet
from eventlet.semaphore import BoundedSemaphore  # expect: import-eventlet


class Guard(semaphore.Semaphore):  # expect: semaphore
    pass


with eventlet.Semaphore(2):  # expect: semaphore
    LIMIT = BoundedSemaphore(2)  # expect: semaphore
    LOCK = lock.Lock()  # expect: semaphore
    NATIVE = threading.Semaphore(2), threading.Lock()
