import time
from unittest import mock

import eventlet  # expect: import-eventlet
from eventlet import greenthread  # expect: import-eventlet
from eventlet import sleep as pause  # expect: import-eventlet


def loop(items):
    for item in items:
        eventlet.sleep(0)  # expect: sleep
        greenthread.sleep()  # expect: sleep
        pause(5)  # expect: sleep
        time.sleep(1)


def retry(wait=eventlet.sleep):  # expect: sleep
    wait(1)


@mock.patch('eventlet.sleep')  # expect: sleep
@mock.patch.object(eventlet, 'sleep')  # expect: eventlet-module, sleep
@mock.patch('time.sleep')
def test_loop(one, two, three):
    eventlet.sleep = mock.Mock()  # expect: sleep
