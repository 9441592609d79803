import os
import sys
from unittest import mock

import eventlet  # expect: import-eventlet
from eventlet import monkey_patch as green_the_world  # expect: import-patching
from eventlet import patcher  # expect: import-patching

eventlet.patcher.monkey_patch()  # expect: monkey-patch
green_the_world(all=False, socket=True, select=True)  # expect: monkey-patch


def main():
    if not os.environ.get('PLAIN'):
        patcher.monkey_patch(thread='--debug' not in sys.argv)  # expect: monkey-patch
    functions = [eventlet.monkey_patch]  # expect: monkey-patch
    return functions


@mock.patch('eventlet.monkey_patch')  # expect: monkey-patch
def test_main(patched):
    from service import utils
    utils.monkey_patch()
