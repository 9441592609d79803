import socket

from eventlet import greenio  # expect: import-internals
from eventlet.greenio import base  # expect: import-internals


def close(sock):
    greenio.shutdown_safe(sock)  # expect: green-io
    if isinstance(sock, (greenio.GreenSocket, base.GreenSocket)):  # expect: green-io, green-io
        sock.fd.close()
    return socket.socket()
