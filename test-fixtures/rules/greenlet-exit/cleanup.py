import asyncio

from eventlet import greenlet, greenthread  # expect: import-internals, import-eventlet
from eventlet.support.greenlets import GreenletExit  # expect: import-internals


def run(work):
    try:
        work()
    except greenlet.GreenletExit:  # expect: greenlet-exit
        work.clean()
    except GreenletExit:  # expect: greenlet-exit
        raise greenthread.GreenletExit()  # expect: greenlet-exit
    except asyncio.CancelledError:
        raise
