import os
from unittest import mock

import eventlet  # expect: import-eventlet
from eventlet import greenthread  # expect: import-eventlet


class Service:
    def stop(self):
        eventlet.kill(self.thread)  # expect: green-thread-kill
        greenthread.kill(self.other)  # expect: green-thread-kill
        map(greenthread.kill, self.threads)  # expect: green-thread-kill
        self.process.kill()
        os.kill(self.pid, 15)


@mock.patch.object(greenthread.GreenThread, 'kill')  # expect: green-thread, green-thread-kill
def test_stop(killed):
    pass
