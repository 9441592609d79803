import os

from relay import modes


def choose():
    # The first that is set decides.
    asked = os.environ.get('RELAY_BACKEND')
    if asked == 'threading':
        return modes.threads()
    if asked is None and os.environ.get('RELAY_OLD_NO_EVENTLET') == 'yes':
        return modes.threads()
    return modes.green()


choose()


def main():
    return 0
