import os

from relay import modes

if 'RELAY_THREADS' in os.environ:
    modes.threads()
else:
    modes.green()


def main():
    return 0
