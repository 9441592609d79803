import asyncio

from mill import green


async def run():
    green.patch()
    return 0


def main():
    return asyncio.run(run())
