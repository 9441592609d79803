from mirage import eventlet
from ..eventlet import monkey_patch


def main():
    eventlet.monkey_patch()
    monkey_patch()
    return 0
