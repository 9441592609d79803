from shop.compat import Limit, eventlet, nap


def own(): pass
