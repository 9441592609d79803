import threading
from unittest import mock

from eventlet import greenthread  # expect: import-eventlet
from eventlet.greenthread import GreenThread  # expect: import-eventlet


class Tracked(greenthread.GreenThread):  # expect: green-thread
    pass


def join(thread: 'GreenThread'):  # expect: green-thread
    if isinstance(thread, GreenThread):  # expect: green-thread
        return thread.wait()
    return thread.join()


def test_join():
    join(mock.Mock(spec=greenthread.GreenThread))  # expect: green-thread
    join(mock.Mock(spec=threading.Thread))
    with mock.patch.object(greenthread, 'spawn'):  # expect: green-thread, spawn
        pass
