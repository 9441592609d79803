from store.common.concurrency import eventlet, Timeout
from .concurrency import patching, ContextPool
from . import concurrency as green
from .concurrency.timers import sleep
from .... import beyond

patching.monkey_patch(os=False)
pool = ContextPool(10)
green.sleep(1)
sleep(1)
with Timeout(3):
    eventlet.spawn(green.ContextPool)
