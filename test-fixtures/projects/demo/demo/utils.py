"""What every module of the service may use.

Other modules take green threads from here instead of importing the library.
"""

import contextlib
import functools
import time

from eventlet import Timeout
from eventlet import greenpool
from eventlet import sleep
import eventlet
from oslo_context import context as common_context
from oslo_log import log as logging

LOG = logging.getLogger(__name__)

__all__ = ['Timeout', 'pool', 'retry', 'sleep', 'spawn', 'timed']


def spawn(func, *args, **kwargs):
    """Run in a green thread that carries the caller's context."""
    context = common_context.get_current()

    @functools.wraps(func)
    def with_context(*args, **kwargs):
        if context is not None:
            context.update_store()
        return func(*args, **kwargs)

    return eventlet.spawn(with_context, *args, **kwargs)


def pool(size):
    return greenpool.GreenPool(size=size)


def retry(func, attempts=3, pause=1):
    for attempt in range(attempts):
        try:
            return func()
        except OSError:
            LOG.warning('Attempt %d of %d failed', attempt + 1, attempts)
            sleep(pause)
    return func()


@contextlib.contextmanager
def timed(what):
    start = time.monotonic()
    yield
    LOG.debug('%s took %.1f s', what, time.monotonic() - start)
