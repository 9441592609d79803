import os

from relay import modes

WAYS = {'eventlet': modes.green, 'threading': modes.threads}

WAYS[os.environ.get('RELAY_WAY', 'threading')]()


def main():
    return 0
