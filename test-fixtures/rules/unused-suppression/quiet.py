import time

import eventlet  # evt: ignore[import-eventlet]  # expect: import-eventlet


def wait():
    # expect-next: unused-suppression
    time.sleep(1)  # evt: ignore[sleep]
    eventlet.sleep(1)  # expect: sleep
