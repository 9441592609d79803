from ferry import modes

modes.choose()

from ferry import naps


def main():
    naps.pause()
