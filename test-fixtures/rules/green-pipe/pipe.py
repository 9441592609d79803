import os
from unittest import mock

import eventlet.greenio  # expect: import-internals
from eventlet import greenio  # expect: import-internals
from eventlet.greenio import GreenPipe  # expect: import-internals


def wrap(fd):
    yield greenio.GreenPipe(fd, 'rb', 0)  # expect: green-pipe
    yield GreenPipe(fd)  # expect: green-pipe
    yield eventlet.greenio.GreenPipe(fd, 'wb')  # expect: green-pipe
    yield os.fdopen(fd)


@mock.patch('eventlet.greenio.GreenPipe')  # expect: green-pipe
def test_wrap(pipe):
    pass
