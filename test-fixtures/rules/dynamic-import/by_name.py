import importlib

from oslo_utils import importutils

eventlet = importutils.try_import('eventlet')  # expect: dynamic-import
tpool = importlib.import_module('eventlet.tpool')  # expect: dynamic-import
queue = __import__('eventlet.queue')  # expect: dynamic-import
native = importutils.try_import('not_eventlet')
thread = importlib.import_module('threading')


def available():
    return importutils.try_import("eventlet") is not None  # expect: dynamic-import
