import eventlet  # expect: import-eventlet
from eventlet import patcher  # expect: import-patching


def poison(*args, **kwargs):
    raise RuntimeError('this process runs in native threads')


eventlet.monkey_patch = poison  # expect: monkey-patch-override
patcher.monkey_patch = poison  # expect: monkey-patch-override


class Service:
    def __init__(self):
        self.monkey_patch = poison
