import os
import sys

from lantern import modes
from lantern.conf import CONF


def wanted():
    if '--threading' in sys.argv:
        return 'threading'
    chosen = os.environ.get('LANTERN_BACKEND')
    if chosen:
        return chosen
    return CONF.concurrency_backend


def main():
    if wanted() == 'eventlet':
        modes.green()
    else:
        modes.threads()
    return 0
