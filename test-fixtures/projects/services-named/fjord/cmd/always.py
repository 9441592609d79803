import os

import eventlet

if not os.environ.get('FJORD_THREADS'):
    eventlet.monkey_patch()

from fjord import server


def main():
    server.run()
