from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import eventlet


def work(pool: eventlet.GreenPool | None = None) -> eventlet.GreenPool | None:
    return pool


def main():
    return work()
