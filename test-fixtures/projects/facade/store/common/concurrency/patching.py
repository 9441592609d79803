from eventlet.patcher import monkey_patch
from .. import concurrency
from ...common.concurrency import eventlet as library

concurrency.eventlet.sleep(0)
library.sleep(0)
