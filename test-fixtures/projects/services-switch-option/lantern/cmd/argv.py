import sys

from lantern import modes

if '--threads' in sys.argv:
    sys.argv.remove('--threads')
    modes.threads()
else:
    modes.green()


def main():
    return 0
