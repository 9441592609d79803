import os

import eventlet

if os.name == 'nt':
    # Windows has no os.fork.
    eventlet.monkey_patch(os=False)
else:
    eventlet.monkey_patch()

from oslo_service import service


def main():
    service.Launcher(None).wait()
