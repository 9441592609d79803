from eventlet import dagpool  # expect: import-eventlet
from eventlet.dagpool import DAGPool  # expect: import-eventlet


def run(graph):
    pool = dagpool.DAGPool()  # expect: dag-pool
    try:
        pool.spawn_many(graph, print)
    except dagpool.Collision:  # expect: dag-pool
        pass
    return DAGPool({'a': 1}), graph.DAGPool()  # expect: dag-pool
