import asyncio

import eventlet  # expect: import-eventlet
from eventlet import greenthread, timeout  # expect: import-eventlet, import-eventlet
from eventlet.timeout import with_timeout  # expect: import-eventlet


def call(function):
    eventlet.with_timeout(1, function)  # expect: with-timeout
    timeout.with_timeout(1, function, timeout_value=None)  # expect: with-timeout
    with_timeout(1, function)  # expect: with-timeout
    return greenthread.with_timeout(1, function)  # expect: with-timeout


async def native(coro):
    return await asyncio.wait_for(coro, 1)
