from unittest import mock

import eventlet  # expect: import-eventlet
from eventlet import greenthread, spawn_n  # expect: import-eventlet, import-eventlet


def notify(callback, pool):
    eventlet.spawn_n(callback)  # expect: spawn-n
    greenthread.spawn_n(callback, 1)  # expect: spawn-n
    spawn_n(callback)  # expect: spawn-n
    pool.spawn_n(callback)


@mock.patch('eventlet.greenthread.spawn_n')  # expect: spawn-n
def test_notify(spawned):
    notify(print, mock.Mock())
