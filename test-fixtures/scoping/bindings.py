# --- several bindings mean all of them
try:
    import eventlet  #= import eventlet guard=try-import
except ImportError:
    eventlet = None
eventlet.sleep(1)  #= use eventlet.sleep

# --- the order of statements does not matter
eventlet = None
def run():
    eventlet.sleep(1)  #= use eventlet.sleep
import eventlet  #= import eventlet
eventlet = 1
eventlet.spawn()  #= use eventlet.spawn

# --- two imports of one name
if x:
    from eventlet import sleep  #= import eventlet.sleep guard=conditional
else:
    from time import sleep
sleep(1)  #= use eventlet.sleep

# --- two names of the library mean two findings at one place
if x:
    from eventlet.green import socket as library  #= import eventlet.green.socket
else:
    import eventlet.patcher as library  #= import eventlet.patcher
library.x  #= use eventlet.patcher.x col=1; use eventlet.green.socket.x col=1

# --- a plain name assigned from a chain is an alias
import eventlet  #= import eventlet
sleep = eventlet.sleep  #= use eventlet.sleep via=none
sleep(1)  #= use eventlet.sleep via=alias
green = eventlet  #= use eventlet via=none
green.greenpool.GreenPool()  #= use eventlet.greenpool.GreenPool via=alias
def run():
    pool = green.GreenPool  #= use eventlet.GreenPool via=alias
    return pool(10)  #= use eventlet.GreenPool via=alias def=run

# --- chained, annotated and repeated assignments
import eventlet  #= import eventlet
a = b = eventlet.sleep  #= use eventlet.sleep
a(1)  #= use eventlet.sleep via=alias
b(1)  #= use eventlet.sleep via=alias
c: object = eventlet.spawn  #= use eventlet.spawn
c(a)  #= use eventlet.spawn via=alias; use eventlet.sleep via=alias

# --- an alias of an alias
import eventlet  #= import eventlet
one = eventlet.queue  #= use eventlet.queue
two = one.Queue  #= use eventlet.queue.Queue via=alias
two()  #= use eventlet.queue.Queue via=alias

# --- what is not exactly a chain is no alias
import eventlet  #= import eventlet
pool = eventlet.GreenPool()  #= use eventlet.GreenPool
pool.spawn(1)
first, second = eventlet.sleep, eventlet.spawn  #= use eventlet.sleep; use eventlet.spawn
either = eventlet.sleep or 1  #= use eventlet.sleep
either(1)
chosen = eventlet.spawn if x else None  #= use eventlet.spawn
chosen(1)
listed = [eventlet.Queue]  #= use eventlet.Queue

# --- aliases that go in a circle
import eventlet  #= import eventlet
a = b  #= use eventlet via=alias
b = a  #= use eventlet via=alias
a = eventlet  #= use eventlet via=none
b.sleep(1)  #= use eventlet.sleep via=alias

# --- an attribute is no plain name
import eventlet  #= import eventlet
class Agent:
    def __init__(self):
        self.sleep = eventlet.sleep  #= use eventlet.sleep
        self.sleep(1)

# --- assigning to a name is no patch, assigning to its attribute is
import eventlet  #= import eventlet
green = eventlet  #= use eventlet
green = 1
green.sleep = 1  #= patch eventlet.sleep via=alias
