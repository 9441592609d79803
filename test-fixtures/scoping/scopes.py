# --- parameters shadow
import eventlet  #= import eventlet
def run(eventlet):
    eventlet.sleep(1)
def star(*eventlet): eventlet.sleep(1)
def stars(**eventlet): eventlet.sleep(1)
def only(*, eventlet): eventlet.sleep(1)
def first(eventlet, /): eventlet.sleep(1)
lambda eventlet: eventlet.sleep(1)
lambda *eventlet: eventlet.sleep(1)

# --- locals shadow, before and after they are bound
import eventlet  #= import eventlet
def run():
    eventlet.sleep(1)
    eventlet = object()
    eventlet.sleep(1)

# --- every way of binding a local shadows
import eventlet  #= import eventlet
def loop():
    for eventlet in (): eventlet.sleep(1)
def opened():
    with open('x') as eventlet: eventlet.sleep(1)
def caught():
    try: pass
    except ValueError as eventlet: eventlet.sleep(1)
def unpacked():
    (a, [eventlet, *b]) = x
    eventlet.sleep(1)
def starred():
    a, *eventlet = x
    eventlet.sleep(1)
def augmented():
    eventlet += 1
    eventlet.sleep(1)
def annotated():
    eventlet: int
    eventlet.sleep(1)
def deleted():
    del eventlet
    eventlet.sleep(1)
def defined():
    def eventlet(): pass
    eventlet.sleep(1)
def classy():
    class eventlet: pass
    eventlet.sleep(1)
def imported():
    import other as eventlet
    eventlet.sleep(1)
def named():
    print(eventlet := 1)
    eventlet.sleep(1)
def matched(x):
    match x:
        case eventlet: eventlet.sleep(1)
async def asynchronous():
    async for eventlet in x: eventlet.sleep(1)
    async with x as eventlet: eventlet.sleep(1)

# --- functions see what surrounds them, also what is bound below
def run():
    eventlet.sleep(1)  #= use eventlet.sleep scope=function def=run
    def inner():
        return eventlet.spawn  #= use eventlet.spawn def=run.inner
import eventlet  #= import eventlet

# --- enclosing functions come before the module
import eventlet  #= import eventlet
def outer():
    eventlet = object()
    def inner():
        eventlet.sleep(1)

# --- class scope is not seen by functions in it
import eventlet  #= import eventlet
class Agent:
    eventlet = object()
    eventlet.sleep(1)
    def run(self):
        eventlet.sleep(1)  #= use eventlet.sleep def=Agent.run scope=function

# --- a class body reads what surrounds it until it binds the name itself
import eventlet  #= import eventlet
class Agent:
    eventlet.sleep(1)  #= use eventlet.sleep scope=class def=Agent
    eventlet = eventlet  #= use eventlet

# --- what a class body assigns is no alias
import eventlet  #= import eventlet
class Agent:
    sleep = eventlet.sleep  #= use eventlet.sleep scope=class
    def run(self):
        sleep(1)
        self.sleep(1)
        Agent.sleep(1)

# --- class bodies in functions
def factory():
    import eventlet  #= import eventlet
    class Agent:
        pool = eventlet.GreenPool()  #= use eventlet.GreenPool def=factory.Agent
        class Meta:
            timeout = eventlet.Timeout  #= use eventlet.Timeout def=factory.Agent.Meta

# --- defaults, annotations and decorators stand in the enclosing scope
import eventlet  #= import eventlet
@eventlet.spawn  #= use eventlet.spawn scope=module def=none
def run(eventlet=eventlet.sleep, *, x: eventlet.Timeout = 1) -> eventlet.Event:  #= use eventlet.sleep scope=module; use eventlet.Timeout; use eventlet.Event
    eventlet.sleep(1)
@eventlet.tpool.Proxy  #= use eventlet.tpool.Proxy scope=module
class Agent(eventlet.GreenPool, metaclass=eventlet.Meta):  #= use eventlet.GreenPool scope=module; use eventlet.Meta
    @eventlet.spawn_n  #= use eventlet.spawn_n scope=class def=Agent
    def eventlet(self): pass
call = lambda eventlet=eventlet.sleep: eventlet.sleep  #= use eventlet.sleep

# --- defaults of a method stand in the class body
class Agent:
    import eventlet  #= import eventlet
    def run(self, sleep=eventlet.sleep):  #= use eventlet.sleep scope=class def=Agent
        eventlet.sleep(1)

# --- global
import eventlet  #= import eventlet
def run():
    global eventlet
    eventlet.sleep(1)  #= use eventlet.sleep
    eventlet = None
def outer():
    eventlet = 1
    def inner():
        global eventlet
        eventlet.sleep(1)  #= use eventlet.sleep

# --- global binds the module's name from within a function
def load():
    global eventlet
    import eventlet  #= import eventlet def=load
def run():
    eventlet.sleep(1)  #= use eventlet.sleep def=run

# --- nonlocal
def outer():
    import eventlet  #= import eventlet
    def inner():
        nonlocal eventlet
        eventlet.sleep(1)  #= use eventlet.sleep
        eventlet = None
def other():
    eventlet = 1
    def inner():
        nonlocal eventlet
        import eventlet  #= import eventlet
    eventlet.sleep(1)  #= use eventlet.sleep

# --- nonlocal names the function that binds the name, be it further out
def outer(green):
    def between():
        def inner():
            nonlocal green
            import eventlet as green  #= import eventlet
        green.spawn(f)  #= use eventlet.spawn
    green.sleep(1)  #= use eventlet.sleep
def methods(green):
    class Loader:
        def load(self):
            def inner():
                nonlocal green
                import eventlet as green  #= import eventlet
    green.sleep(1)  #= use eventlet.sleep

# --- global in a class body binds the module's name, and is so in that body alone
import eventlet  #= import eventlet
class Names:
    global sleep
    sleep = eventlet.sleep  #= use eventlet.sleep
sleep(1)  #= use eventlet.sleep via=alias
def around():
    import eventlet.queue as green  #= import eventlet.queue
    class Inner:
        global green
        green.Queue()
        def method(self):
            green.Queue()  #= use eventlet.queue.Queue

# --- an annotation alone binds nothing in a class
import eventlet  #= import eventlet
class Typed:
    eventlet: object
    eventlet.sleep(1)  #= use eventlet.sleep

# --- what is imported, and what a function gave of it, is told once
import eventlet  #= import eventlet
def get():
    return eventlet  #= use eventlet
eventlet = get()
eventlet.sleep(1)  #= use eventlet.sleep

# --- type parameters (3.12)
import eventlet  #= import eventlet
def run[T: eventlet.Timeout](x: T): return eventlet.sleep(x)  #= use eventlet.Timeout; use eventlet.sleep
def shadowed[eventlet](x: eventlet.Timeout): eventlet.sleep(1)
class Pool[T](eventlet.GreenPool): pass  #= use eventlet.GreenPool
type Result = eventlet.Event  #= use eventlet.Event
