from unittest import mock

try:
    import eventlet  # expect: import-eventlet
except ImportError:
    eventlet = None

if eventlet is None:  # expect: eventlet-module
    MODE = 'threads'
else:
    MODE = 'green'


def get_library():
    return eventlet  # expect: eventlet-module


def unknown():
    return eventlet.no_such_name()  # expect: eventlet-module


def test_nothing(service):
    with mock.patch.object(eventlet, 'spawn'):  # expect: eventlet-module, spawn
        service.eventlet.start()
