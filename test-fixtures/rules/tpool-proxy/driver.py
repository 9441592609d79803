from unittest import mock

from eventlet import tpool  # expect: import-eventlet
from eventlet.tpool import Proxy  # expect: import-eventlet


class Unproxied(mock.Mock):
    pass


def connect(library):
    connection = tpool.Proxy(library.open(), autowrap=(library.Domain,))  # expect: tpool-proxy
    with Proxy(library.image()) as image:  # expect: tpool-proxy
        image.read()
    tpool.Proxy.__str__ = lambda self: 'proxy'  # expect: tpool-proxy
    return connection, library.Proxy()


@mock.patch('eventlet.tpool.Proxy', Unproxied)  # expect: tpool-proxy
def test_connect():
    pass
