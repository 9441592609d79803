# --- imports by name, and what they are assigned to
import importlib
from importlib import import_module
from oslo_utils import importutils
eventlet = importlib.import_module('eventlet')  #= dynamic eventlet col=36
eventlet.sleep(1)  #= use eventlet.sleep via=dynamic
green = import_module('eventlet.green.socket')  #= dynamic eventlet.green.socket
green.socket()  #= use eventlet.green.socket.socket via=dynamic
tried = importutils.try_import("eventlet")  #= dynamic eventlet
tried.spawn  #= use eventlet.spawn via=dynamic
import_module(name='eventlet.wsgi')  #= dynamic eventlet.wsgi

# --- the result used at once
import importlib
importlib.import_module('eventlet').sleep(1)  #= dynamic eventlet
print(__import__('eventlet').version_info)  #= dynamic eventlet

# --- __import__ gives the root
library = __import__('eventlet.green.socket')  #= dynamic eventlet.green.socket
library.sleep(1)  #= use eventlet.sleep via=dynamic
below = __import__('eventlet.green.socket', fromlist=['x'])  #= dynamic eventlet.green.socket
below.create_connection  #= use eventlet.green.socket.create_connection via=dynamic

# --- so does it under its full name
import builtins
import importlib
library = builtins.__import__('eventlet.green.socket')  #= dynamic eventlet.green.socket
library.sleep(1)  #= use eventlet.sleep via=dynamic
again = importlib.__import__('eventlet.green.socket')  #= dynamic eventlet.green.socket
again.spawn(f)  #= use eventlet.spawn via=dynamic

# --- relative to a package
import importlib
importlib.import_module('.wsgi', 'eventlet')  #= dynamic eventlet.wsgi
importlib.import_module('.wsgi', package='eventlet')  #= dynamic eventlet.wsgi
importlib.import_module('eventlet', 'other')  #= dynamic eventlet

# --- names that are computed or elsewhere are nobody's
import importlib
importlib.import_module('eventlet' + suffix)
importlib.import_module(f'eventlet.{name}')
importlib.import_module('watcher.eventlet')
own.import_module('eventlet')

# --- a local __import__ is not the built-in one
def load(__import__):
    __import__('eventlet')

# --- an import function under another name
from importlib import import_module as load
load('eventlet.tpool')  #= dynamic eventlet.tpool

# --- finders are given names and return something else
import importlib.util
spec = importlib.util.find_spec('eventlet')  #= dynamic eventlet
spec.loader

# --- dotted strings as direct arguments
import mock
from unittest.mock import patch
mock.patch('eventlet.spawn')  #= string eventlet.spawn col=12
@patch('eventlet.greenthread.sleep', autospec=True)  #= string eventlet.greenthread.sleep
def test(x): pass
run(1, 'eventlet.queue.Queue', key='eventlet.Timeout')  #= string eventlet.queue.Queue; string eventlet.Timeout
self.useFixture(fixtures.MonkeyPatch("eventlet.tpool.execute", f))  #= string eventlet.tpool.execute
logging.getLogger('eventlet.wsgi.server')  #= string eventlet.wsgi.server

# --- strings that are no names, or not direct arguments
run('eventlet')
run('eventlet is not threading.')
run('eventlet.')
run('.eventlet')
run('see eventlet.sleep')
run('eventlet.sleep()')
run(['eventlet.sleep'], {'a': 'eventlet.sleep'})
x = 'eventlet.sleep'
run('my.eventlet.sleep')
run('eventlet-x.sleep')

# --- implicitly joined strings are one
run('eventlet.'  #= string eventlet.sleep
    'sleep')
run(r'eventlet.spawn', u'eventlet.spawn_n')  #= string eventlet.spawn; string eventlet.spawn_n
run(b'eventlet.spawn')

# --- object and name given apart
from unittest import mock
import eventlet  #= import eventlet
from eventlet import greenthread  #= import eventlet.greenthread
mock.patch.object(eventlet, 'sleep')  #= use eventlet; target eventlet.sleep col=29
@mock.patch.object(greenthread, 'spawn', autospec=True)  #= use eventlet.greenthread; target eventlet.greenthread.spawn
def test(self, spawn):
    self.patch(eventlet.tpool, 'execute')  #= use eventlet.tpool; target eventlet.tpool.execute
    setattr(eventlet, 'hubs', None)  #= use eventlet; target eventlet.hubs
    getattr(eventlet, 'spawn')()  #= use eventlet; target eventlet.spawn
    mock.patch.object(eventlet, name)  #= use eventlet
    mock.patch.object(other, 'eventlet')
    self.stub_out('eventlet.sleep', None)  #= string eventlet.sleep

# --- object and name given apart, to test bases and by keyword
from unittest import mock
import eventlet  #= import eventlet
self.mock_object(eventlet, 'sleep')  #= use eventlet; target eventlet.sleep col=28
self._mock_object(eventlet, 'sleep', autospec=True)  #= use eventlet; target eventlet.sleep
mock.patch.object(eventlet, attribute='sleep')  #= use eventlet; target eventlet.sleep col=39
mock.patch.object(target=eventlet, attribute='spawn')  #= use eventlet; target eventlet.spawn
self.mock_object(obj=eventlet, attr_name='spawn')  #= use eventlet; target eventlet.spawn
mock.patch.object(eventlet, name, name='sleep')  #= use eventlet
mock.patch.object(eventlet, name, attr='sleep')  #= use eventlet
mock.patch.object(eventlet, 'sleep', obj=other)  #= use eventlet; target eventlet.sleep

# --- a target through an alias
from unittest import mock
import eventlet  #= import eventlet
green = eventlet  #= use eventlet
mock.patch.object(green, 'sleep')  #= use eventlet via=alias; target eventlet.sleep via=alias

# --- arguments that select eventlet have no symbol
messaging.get_rpc_server(t, e, executor="eventlet")  #= keyword - rule=rpc-executor

# --- a choice, or a name for one, may select it
messaging.get_rpc_server(t, e, executor='threading' if x else 'eventlet')  #= keyword - rule=rpc-executor
kind = 'eventlet'
messaging.get_rpc_server(t, e, executor=kind)  #= keyword - rule=rpc-executor
def get_server(executor='eventlet'):  #= keyword - rule=rpc-executor
    messaging.get_rpc_server(t, e, executor=executor)
