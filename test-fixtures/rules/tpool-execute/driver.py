from unittest import mock

import eventlet.tpool  # expect: import-eventlet
from eventlet import tpool  # expect: import-eventlet
from eventlet.tpool import execute as native_call  # expect: import-eventlet


def read(image, cursor):
    tpool.execute(image.read, 10)  # expect: tpool-execute
    native_call(image.flush)  # expect: tpool-execute
    cursor.execute('select 1')
    return eventlet.tpool.execute(image.close)  # expect: tpool-execute


@mock.patch.object(tpool, 'execute')  # expect: tpool-setting, tpool-execute
@mock.patch('eventlet.tpool.execute')  # expect: tpool-execute
def test_read(one, two):
    pass
