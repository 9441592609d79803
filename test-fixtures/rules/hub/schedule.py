from unittest import mock

import eventlet.hubs  # expect: import-internals
from eventlet import hubs  # expect: import-internals
from eventlet.hubs import timer  # expect: import-internals


def throw(thread, exc, network):
    hub = hubs.get_hub()  # expect: hub
    hub.schedule_call_global(0, thread.throw, exc)
    eventlet.hubs.get_hub().switch()  # expect: hub
    network.hubs.get_hub()
    return timer.Timer(1, print)  # expect: hub


@mock.patch('eventlet.hubs.get_hub')  # expect: hub
def test_throw(hub):
    pass
