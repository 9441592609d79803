from unittest import mock

import eventlet.tpool  # expect: import-eventlet
from eventlet import tpool  # expect: import-eventlet


def size(conf, executor):
    tpool.set_num_threads(conf.threads)  # expect: tpool-setting
    tpool._nthreads = conf.threads  # expect: tpool-setting
    executor.set_num_threads(2)


def stop():
    eventlet.tpool.killall()  # expect: tpool-setting


@mock.patch('eventlet.tpool.set_num_threads')  # expect: tpool-setting
def test_size(resized):
    pass
