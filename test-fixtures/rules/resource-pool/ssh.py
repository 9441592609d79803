from multiprocessing import pool as processes

import eventlet.pools  # expect: import-eventlet
from eventlet import pools  # expect: import-eventlet
from eventlet.pools import Pool  # expect: import-eventlet


class SSHPool(pools.Pool):  # expect: resource-pool
    def create(self):
        return object()


def build():
    yield Pool(create=object)  # expect: resource-pool
    yield eventlet.pools.TokenPool(max_size=3)  # expect: resource-pool
    yield processes.Pool(2)
