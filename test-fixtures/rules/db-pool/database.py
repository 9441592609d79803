from sqlalchemy import pool

import eventlet.db_pool  # expect: import-eventlet
from eventlet import db_pool  # expect: import-eventlet


class Pool(db_pool.RawConnectionPool):  # expect: db-pool
    pass


def build(module):
    yield db_pool.ConnectionPool(module)  # expect: db-pool
    try:
        yield eventlet.db_pool.DatabaseConnector(module, {})  # expect: db-pool
    except db_pool.ConnectTimeout:  # expect: db-pool
        yield pool.QueuePool(module)
