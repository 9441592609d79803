import eventlet  # expect: import-eventlet
from eventlet import patcher  # expect: import-patching
from eventlet.patcher import original  # expect: import-patching

native_threading = patcher.original('threading')  # expect: patcher-original
sleep = original('time').sleep  # expect: patcher-original
queue = eventlet.patcher.original('queue')  # expect: patcher-original


class Worker(native_threading.Thread):
    def run(self):
        sleep(1)


def original_name(path):
    return path.original
