import os

from thicket import modes

# Read, written down, and no switch: the patch comes in any case.
LEVEL = os.environ.get('THICKET_LEVEL', 'info')

modes.green()


def main():
    return LEVEL
