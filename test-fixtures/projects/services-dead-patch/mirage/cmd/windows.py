import os
import sys

if os.name == 'nt':
    import eventlet
    eventlet.monkey_patch(os=False)

if sys.platform == 'win32' or sys.platform.startswith('cygwin'):
    import eventlet
    eventlet.monkey_patch()


def main():
    return 0
