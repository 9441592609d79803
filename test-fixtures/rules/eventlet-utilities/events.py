from unittest import mock

from oslo_utils import eventletutils  # expect: eventlet-utilities
from oslo_utils import timeutils
from taskflow.utils import eventlet_utils  # expect: eventlet-utilities

READY = eventletutils.Event()  # expect: eventlet-utilities


def green():
    if eventletutils.is_monkey_patched('thread'):  # expect: eventlet-utilities
        eventlet_utils.check_for_eventlet()  # expect: eventlet-utilities
    return timeutils.utcnow()


@mock.patch('oslo_utils.eventletutils.EventletEvent.wait')  # expect: eventlet-utilities
def test_green(wait):
    pass
