import os

import eventlet

# The variable says how, not whether.
if os.environ.get('RELAY_DEBUGGER'):
    eventlet.monkey_patch(os=True, thread=False)
else:
    eventlet.monkey_patch()


def main():
    return 0
