import socket

from eventlet.support import greendns  # expect: import-internals
from eventlet.support.greendns import resolve  # expect: import-internals


def lookup(name):
    greendns.reset()  # expect: greendns
    resolve(name)  # expect: greendns
    return greendns.getaddrinfo(name, 80), socket.getaddrinfo(name, 80)  # expect: greendns
