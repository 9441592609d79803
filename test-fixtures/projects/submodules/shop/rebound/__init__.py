"""Calls something else as its submodules are called."""
from eventlet import queue

from shop.rebound.other import pool
