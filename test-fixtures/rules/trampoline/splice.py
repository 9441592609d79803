import select

from eventlet import hubs  # expect: import-internals
from eventlet.hubs import trampoline  # expect: import-internals


def wait(fd):
    trampoline(fd, read=True)  # expect: trampoline
    hubs.trampoline(fd, write=True, timeout=1)  # expect: trampoline
    return select.select([fd], [], [])


def jump(trampolines):
    return trampolines.trampoline
