from unittest import mock

import oslo_service
from oslo_service.backend._eventlet import service  # expect: backend-private-eventlet
from oslo_service.backend.eventlet import loopingcall  # expect: backend-private-eventlet


def start(conf, manager):
    service.launch(conf, manager)  # expect: backend-private-eventlet
    return loopingcall.FixedIntervalLoopingCall(manager.run), oslo_service  # expect: backend-private-eventlet


@mock.patch('oslo_service.backend._eventlet.service.launch')  # expect: backend-private-eventlet
def test_start(launched):
    pass
