import os

from thicket import modes

if int(os.environ.get('THICKET_NATIVE', '0')):
    modes.threads()
else:
    modes.green()


def main():
    return 0
