"""Everything the store knows about green threads."""
from . import patching
from .timers import Timeout, sleep
from .pools import *
import eventlet

__all__ = ['Timeout', 'sleep', 'ContextPool', 'eventlet', 'patching']
