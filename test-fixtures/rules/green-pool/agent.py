import concurrent.futures

import eventlet  # expect: import-eventlet
from eventlet import greenpool  # expect: import-eventlet
from eventlet.greenpool import GreenPool as Pool  # expect: import-eventlet


class ContextPool(eventlet.GreenPool):  # expect: green-pool
    pass


class Agent:
    def __init__(self, workers):
        self.pool = eventlet.GreenPool(size=workers)  # expect: green-pool
        self.other = greenpool.GreenPool(10)  # expect: green-pool
        self.third = Pool()  # expect: green-pool
        self.threads = concurrent.futures.ThreadPoolExecutor(workers)

    def resize(self, pool: "eventlet.GreenPool"):  # expect: green-pool
        pool.resize(4)
        self.pool.waitall()
