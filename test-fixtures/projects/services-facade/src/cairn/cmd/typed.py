from __future__ import annotations

import typing

if typing.TYPE_CHECKING:
    from cairn.concurrency import spawn


def main(run: typing.Callable[..., spawn] | None = None):
    return run
