import os

from thicket import modes


def _is_disabled():
    return os.environ.get('THICKET_OFF', '0') != '0'


def _is_enabled():
    return not _is_disabled()


def main():
    if not _is_enabled():
        modes.threads()
        return 0
    modes.green()
    return 0
