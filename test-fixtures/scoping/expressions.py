# --- the longest chain, at its start; calls and subscripts end it
import eventlet  #= import eventlet
from eventlet import patcher  #= import eventlet.patcher
patcher.original('time').sleep(1)  #= use eventlet.patcher.original col=1
x = eventlet.hubs.get_hub().timers[0].x  #= use eventlet.hubs.get_hub col=5
y = eventlet.green[0].socket  #= use eventlet.green
z = (eventlet).sleep  #= use eventlet.sleep col=5
print(eventlet. sleep, eventlet  .wsgi)  #= use eventlet.sleep col=7; use eventlet.wsgi col=24

# --- a chain over several lines is one, at its first
import eventlet  #= import eventlet
x = (eventlet  #= use eventlet.greenpool.GreenPool
     .greenpool
     .GreenPool)

# --- assigned and deleted
import eventlet  #= import eventlet
from eventlet import tpool  #= import eventlet.tpool
def f(self): pass
eventlet.sleep = f  #= patch eventlet.sleep
tpool.Proxy.__str__ = f  #= patch eventlet.tpool.Proxy.__str__
del eventlet.spawn  #= use eventlet.spawn
eventlet.a, (eventlet.b, *eventlet.c) = f  #= patch eventlet.a; patch eventlet.b; patch eventlet.c
eventlet.sleep: int = 1  #= patch eventlet.sleep
for eventlet.x in []: pass  #= patch eventlet.x
with f as eventlet.y: pass  #= patch eventlet.y
eventlet.pools[0] = f  #= use eventlet.pools

# --- augmented assignment assigns
import eventlet  #= import eventlet
eventlet.limit += 1  #= patch eventlet.limit

# --- comprehensions: the first iterable is read outside, the rest within
import eventlet  #= import eventlet
a = [eventlet.sleep for x in eventlet.hubs]  #= use eventlet.sleep; use eventlet.hubs
b = [eventlet.sleep for eventlet in eventlet.hubs]  #= use eventlet.hubs
c = {eventlet for eventlet in x}
d = {eventlet: eventlet.sleep for eventlet in x}
e = (eventlet.spawn for x in y if eventlet.Timeout)  #= use eventlet.spawn; use eventlet.Timeout
f = [1 for eventlet in x for y in eventlet.z]
eventlet.sleep(1)  #= use eventlet.sleep

# --- comprehensions belong to what surrounds them
import eventlet  #= import eventlet
def run():
    return [eventlet.spawn for _ in x]  #= use eventlet.spawn scope=function def=run
class A:
    x = [eventlet.spawn for _ in y]  #= use eventlet.spawn scope=class def=A

# --- in a class body a comprehension does not see the class's names
class Agent:
    import eventlet  #= import eventlet
    a = [eventlet.sleep for _ in x]
    b = [x for x in eventlet.hubs]  #= use eventlet.hubs

# --- lambdas are functions
import eventlet  #= import eventlet
f = lambda: eventlet.sleep(1)  #= use eventlet.sleep scope=function
g = lambda x, y=eventlet.Timeout: x  #= use eventlet.Timeout scope=module

# --- walrus binds in the function, also from a comprehension
import eventlet  #= import eventlet
def run():
    [(eventlet := y) for y in x]
    eventlet.sleep(1)
if (green := eventlet):  #= use eventlet
    green.sleep(1)  #= use eventlet.sleep via=alias

# --- match: values are read, captures bind
import eventlet  #= import eventlet
def run(x):
    match x:
        case eventlet.Timeout: pass  #= use eventlet.Timeout guard=conditional
        case eventlet.Event(ready=True): pass  #= use eventlet.Event
        case {'a': eventlet.Queue}: pass  #= use eventlet.Queue
        case [1, *rest] if eventlet.sleep: pass  #= use eventlet.sleep
def captured(x):
    match x:
        case {'a': 1, **eventlet}: eventlet.sleep(1)
def listed(x):
    match x:
        case [*eventlet]: eventlet.sleep(1)
def named(x):
    match x:
        case int() as eventlet: eventlet.sleep(1)

# --- quoted annotations are code
import eventlet  #= import eventlet
from typing import Optional
x: 'eventlet.GreenPool' = None  #= use eventlet.GreenPool
def run(pool: "eventlet.Queue", *, y: Optional['eventlet.Event']) -> "list[eventlet.Timeout]": pass  #= use eventlet.Queue; use eventlet.Event; use eventlet.Timeout
class A:
    pool: 'eventlet.GreenPile'  #= use eventlet.GreenPile scope=class
y: 'not an annotation of eventlet'

# --- what looks like an annotation and is none
import eventlet  #= import eventlet
from typing import Annotated, Literal
a: Literal['eventlet.sleep']
b: Annotated[int, 'eventlet.sleep']
x = ['eventlet.sleep']

# --- quoted annotations resolve where they stand
import eventlet  #= import eventlet
def outer(eventlet):
    def inner(x: 'eventlet.Queue'): pass

# --- f-strings
import eventlet  #= import eventlet
a = f'{eventlet.sleep}'  #= use eventlet.sleep col=8
b = f'{eventlet.sleep!r:>{eventlet.width}}'  #= use eventlet.sleep; use eventlet.width
c = f'{eventlet.sleep=}'  #= use eventlet.sleep
d = f'{{eventlet.sleep}}'
e = rf'\{eventlet.spawn}'  #= use eventlet.spawn
g = f'{f"{eventlet.spawn}"}'  #= use eventlet.spawn
h = 'a' f'{eventlet.spawn}' 'b'  #= use eventlet.spawn

# --- f-strings of 3.12: the same quotes, backslashes and comments within
import eventlet  #= import eventlet
a = f'{eventlet.original('time')}'  #= use eventlet.original col=8
b = f'{'\n'.join([eventlet.name])}'  #= use eventlet.name
c = f'{f'{f'{eventlet.deep}'}'}'  #= use eventlet.deep
d = f'{
    eventlet.sleep  #= use eventlet.sleep
}'

# --- awaits, yields, stars, slices, conditions
import eventlet  #= import eventlet
async def run():
    await eventlet.sleep(1)  #= use eventlet.sleep
    yield eventlet.spawn  #= use eventlet.spawn
    print(*eventlet.a, **eventlet.b)  #= use eventlet.a; use eventlet.b
    x[eventlet.c:eventlet.d]  #= use eventlet.c; use eventlet.d
    return
assert eventlet, eventlet.e  #= use eventlet; use eventlet.e
raise eventlet.Timeout from eventlet.f  #= use eventlet.Timeout; use eventlet.f
