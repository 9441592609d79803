import eventlet  # expect: import-eventlet
from eventlet import greenpool  # expect: import-eventlet
from eventlet.greenpool import GreenPile  # expect: import-eventlet


def gather(function, items):
    pile = GreenPile(8)  # expect: green-pile
    for item in items:
        pile.spawn(function, item)
    yield from pile
    yield from eventlet.GreenPile(eventlet.GreenPool(4))  # expect: green-pile, green-pool
    yield from greenpool.GreenPile()  # expect: green-pile


def pile(items):
    return list(items)
