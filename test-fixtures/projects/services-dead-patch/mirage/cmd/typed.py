import typing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import eventlet
    eventlet.monkey_patch()

if typing.TYPE_CHECKING:
    import eventlet
    eventlet.monkey_patch()


def main() -> int:
    return 0
