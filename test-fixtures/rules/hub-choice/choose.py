from unittest import mock

import eventlet  # expect: import-eventlet
import eventlet.hubs  # expect: import-internals
from eventlet.hubs import use_hub  # expect: import-internals


def choose(names):
    if 'poll' in names:
        eventlet.hubs.use_hub('poll')  # expect: hub-choice
    else:
        use_hub()  # expect: hub-choice
    return eventlet.hubs.get_default_hub()  # expect: hub-choice


@mock.patch('eventlet.hubs.use_hub')  # expect: hub-choice
def test_choose(chosen):
    chosen.use_hub()
