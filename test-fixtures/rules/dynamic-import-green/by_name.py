import importlib

from oslo_utils import importutils

patcher = importutils.try_import('eventlet.patcher')  # expect: dynamic-import-green
green_socket = importlib.import_module('eventlet.green.socket')  # expect: dynamic-import-green
socket = importlib.import_module('socket')


def load():
    return __import__('eventlet.green.subprocess')  # expect: dynamic-import-green
