import eventlet
from shop.compat import patcher


def get_eventlet():
    return eventlet


def get_hubs(wanted):
    if not wanted:
        return None
    return eventlet.hubs


def get_other():
    return get_eventlet


def pool():
    return eventlet.GreenPool()
