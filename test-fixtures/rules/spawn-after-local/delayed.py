from unittest import mock

from eventlet import greenthread  # expect: import-eventlet
import eventlet.greenthread  # expect: import-eventlet


def delayed(function, loop):
    greenthread.spawn_after_local(1, function)  # expect: spawn-after-local
    eventlet.greenthread.spawn_after_local(1, function)  # expect: spawn-after-local
    loop.spawn_after_local(1, function)


@mock.patch('eventlet.greenthread.spawn_after_local')  # expect: spawn-after-local
def test_delayed(spawned):
    pass
