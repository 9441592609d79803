import queue as native

import eventlet  # expect: import-eventlet
import eventlet.queue  # expect: import-eventlet
from eventlet import queue  # expect: import-eventlet
from eventlet.queue import LightQueue  # expect: import-eventlet


class Ordered(queue.PriorityQueue):  # expect: queue
    pass


def handoff():
    return (
        eventlet.Queue(),  # expect: queue
        eventlet.queue.LightQueue(1),  # expect: queue
        LightQueue(1),  # expect: queue
        queue.LifoQueue(maxsize=3),  # expect: queue
        native.Queue(),
    )
