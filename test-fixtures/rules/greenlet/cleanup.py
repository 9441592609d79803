import threading

import greenlet  # expect: greenlet-import
from greenlet import GreenletExit  # expect: greenlet-import


class Coroutine(greenlet.greenlet):  # expect: greenlet
    pass


def run(work):
    try:
        work(greenlet.getcurrent())  # expect: greenlet
    except greenlet.GreenletExit:  # expect: greenlet
        work.clean()
    except GreenletExit:  # expect: greenlet
        work(threading.current_thread())
