import concurrent.futures
import subprocess

import eventlet  # expect: import-eventlet
from eventlet import timeout  # expect: import-eventlet
from eventlet import Timeout as Limit  # expect: import-eventlet
from eventlet.queue import Timeout  # expect: import-eventlet


def wait(seconds):
    with eventlet.Timeout(seconds):  # expect: timeout
        pass
    with Limit(seconds, False) as limit:  # expect: timeout
        limit.cancel()
    timer = timeout.Timeout(seconds, RuntimeError())  # expect: timeout
    try:
        raise Timeout(seconds)  # expect: timeout
    except (Timeout, eventlet.timeout.Timeout):  # expect: timeout, timeout
        timer.cancel()
    except concurrent.futures.TimeoutError:
        pass
    except subprocess.TimeoutExpired as exc:
        return isinstance(exc, Limit)  # expect: timeout


def threaded(future):
    return future.result(timeout=10)
