import time

import eventlet  # eventlet-scan: ignore[import-eventlet] asked for  # expect: import-eventlet

# A string is no comment, and a rule that nobody knows silences nothing.
TEXT = "  # eventlet-scan: ignore[sleep]"
# expect-next: unused-suppression
NAMED = 1  # eventlet-scan: ignore[slep]


def wait():
    # expect-next: unused-suppression
    time.sleep(1)  # eventlet-scan: ignore[sleep]
    eventlet.sleep(1)  # eventlet-scan: ignore[EVT351] a test waits here  # expect: sleep
    # expect-next: unused-suppression
    eventlet.sleep(2)  # eventlet-scan: ignore[spawn, scheduling]  # expect: sleep
