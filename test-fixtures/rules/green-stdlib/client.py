import os
import socket as native_socket
from unittest import mock

import eventlet.green.os  # expect: import-green
from eventlet.green import socket, subprocess, threading, time  # expect: import-green, import-green, import-green, import-green
from eventlet.green.http import client as http_client  # expect: import-green


class Connection(http_client.HTTPConnection):  # expect: green-stdlib
    pass


class Popen(subprocess.Popen):  # expect: green-stdlib
    pass


def run(address):
    try:
        sock = socket.create_connection(address)  # expect: green-stdlib
        time.sleep(1)  # expect: green-stdlib
    except socket.timeout:  # expect: green-stdlib
        sock = native_socket.create_connection(address)
    eventlet.green.os.fdopen(3)  # expect: green-stdlib
    os.fdopen(3)
    return sock, threading.local()  # expect: green-stdlib


@mock.patch('eventlet.green.subprocess.Popen')  # expect: green-stdlib
def test_run(popen):
    pass
