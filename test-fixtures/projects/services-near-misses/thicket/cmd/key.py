import os

from thicket import modes

try:
    wanted = os.environ['THICKET_MODE']
except KeyError:
    wanted = 'eventlet'

if wanted == 'eventlet':
    modes.green()
else:
    modes.threads()


def main():
    return 0
