import time

import eventlet  # expect: import-eventlet


def loop():
    time.sleep(1)
    return eventlet.sleep(0)  # expect: sleep
