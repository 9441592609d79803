# --- plain imports, with and without another name
import eventlet  #= import eventlet col=8
import eventlet as green  #= import eventlet col=8
import os, eventlet, sys  #= import eventlet col=12
eventlet.sleep(0)  #= use eventlet.sleep col=1
green.spawn(eventlet)  #= use eventlet.spawn col=1; use eventlet col=13

# --- a dotted import binds the root; with another name the module itself
import eventlet.greenpool  #= import eventlet.greenpool col=8
import eventlet.green.socket as socket  #= import eventlet.green.socket
eventlet.greenpool.GreenPool()  #= use eventlet.greenpool.GreenPool
eventlet.spawn()  #= use eventlet.spawn
socket.create_connection()  #= use eventlet.green.socket.create_connection

# --- names from a module, each alias at its own place
from eventlet import greenpool, sleep as pause  #= import eventlet.greenpool col=22; import eventlet.sleep col=33
from eventlet.green import (  # nothing here
    subprocess,  #= import eventlet.green.subprocess col=5
    threading as green_threading,  #= import eventlet.green.threading col=5
)
greenpool.GreenPool()  #= use eventlet.greenpool.GreenPool
pause(1)  #= use eventlet.sleep
green_threading.Thread  #= use eventlet.green.threading.Thread

# --- a star import of the library
from eventlet import *  #= import eventlet.* col=22
sleep(1)  #= use eventlet.sleep
spawn_n(print)  #= use eventlet.spawn_n
unheard_of(1)

# --- a star import beside a name that the module binds itself: one more meaning
from eventlet import *  #= import eventlet.*
def sleep(seconds): pass
sleep(1)  #= use eventlet.sleep

# --- imports in functions hold there
def run():
    import eventlet  #= import eventlet scope=function def=run
    eventlet.sleep(1)  #= use eventlet.sleep def=run
eventlet.sleep(1)

# --- imports in classes hold in the class body and nowhere below
class Agent:
    import eventlet  #= import eventlet scope=class def=Agent
    eventlet.sleep(1)  #= use eventlet.sleep scope=class
    def run(self):
        eventlet.sleep(1)

# --- guards; the innermost wins
try:
    import eventlet  #= import eventlet guard=try-import
except ImportError:
    eventlet = None
if eventlet:  #= use eventlet guard=none
    from eventlet import wsgi  #= import eventlet.wsgi guard=conditional

# --- a handler is another branch than its try
try:
    import native
except ImportError:
    import eventlet  #= import eventlet guard=conditional

# --- a try that catches something else guards nothing
try:
    import eventlet  #= import eventlet guard=none
except KeyError:
    pass

# --- bare except, tuples, Exception and ModuleNotFoundError catch a failing import
try:
    import eventlet  #= import eventlet guard=try-import
except:
    pass
try:
    import eventlet.wsgi  #= import eventlet.wsgi guard=try-import
except (AttributeError, ModuleNotFoundError):
    pass

# --- type checking; its contrary is what always runs
from typing import TYPE_CHECKING
import typing
if TYPE_CHECKING:
    import eventlet  #= import eventlet guard=type-checking
if typing.TYPE_CHECKING:
    from eventlet import greenpool  #= import eventlet.greenpool guard=type-checking
else:
    from eventlet import wsgi  #= import eventlet.wsgi guard=none
if not TYPE_CHECKING:
    import eventlet.patcher  #= import eventlet.patcher guard=none
if TYPE_CHECKING and sys.version_info > (3, 9):
    from eventlet import tpool  #= import eventlet.tpool guard=type-checking

# --- type checking within a try
from typing import TYPE_CHECKING
try:
    if TYPE_CHECKING:
        import eventlet  #= import eventlet guard=type-checking
    import eventlet.wsgi  #= import eventlet.wsgi guard=try-import
except ImportError:
    pass

# --- a function begins without a guard of its own, but it is lexically there
if True:
    def run():
        import eventlet  #= import eventlet guard=conditional

# --- semicolons and continuation lines
import os; import eventlet; eventlet.sleep(0)  #= import eventlet col=19; use eventlet.sleep col=29
from eventlet \
    import wsgi  #= import eventlet.wsgi
