from unittest import mock

import eventlet.patcher  # expect: import-patching
from eventlet import patcher  # expect: import-patching
from eventlet.patcher import is_monkey_patched  # expect: import-patching

if patcher.is_monkey_patched('thread'):  # expect: monkey-patch-test
    POOL = 1000
else:
    POOL = 10

GREEN = is_monkey_patched('socket') or eventlet.patcher.already_patched  # expect: monkey-patch-test, monkey-patch-test


@mock.patch('eventlet.patcher.is_monkey_patched', return_value=True)  # expect: monkey-patch-test
def test_pool(patched):
    assert is_patched()


def is_patched():
    return False
