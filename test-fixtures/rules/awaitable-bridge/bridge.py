import asyncio

import eventlet.asyncio  # expect: import-eventlet
from eventlet.asyncio import spawn_for_awaitable  # expect: import-eventlet


async def work():
    await asyncio.sleep(0)


def run():
    spawn_for_awaitable(work()).wait()  # expect: awaitable-bridge
    eventlet.asyncio.spawn_for_awaitable(work())  # expect: awaitable-bridge
    asyncio.run(work())
