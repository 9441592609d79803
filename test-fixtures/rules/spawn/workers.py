import threading
from unittest import mock

import eventlet  # expect: import-eventlet
from eventlet import greenthread  # expect: import-eventlet
from eventlet.greenthread import spawn as start  # expect: import-eventlet


class Manager:
    def begin(self, pool):
        self.thread = eventlet.spawn(self.run, 1)  # expect: spawn
        other = greenthread.spawn(self.run)  # expect: spawn
        start(self.run)  # expect: spawn
        pool.spawn(self.run)
        return other

    def run(self, starter=eventlet.spawn):  # expect: spawn
        return starter


@mock.patch('eventlet.spawn')  # expect: spawn
@mock.patch.object(eventlet, 'spawn')  # expect: eventlet-module, spawn
def test_begin(one, two):
    threading.Thread(target=Manager().run).start()
