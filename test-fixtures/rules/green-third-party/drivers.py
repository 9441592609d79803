import zmq as native_zmq

from eventlet.green import MySQLdb, zmq  # expect: import-green, import-green
from eventlet.green.OpenSSL import SSL  # expect: import-green

CONTEXT = zmq.Context()  # expect: green-third-party
NATIVE = native_zmq.Context()


def connect():
    MySQLdb.connect(host='db')  # expect: green-third-party
    return SSL.Connection(None)  # expect: green-third-party
