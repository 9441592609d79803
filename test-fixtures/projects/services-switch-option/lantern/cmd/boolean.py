from lantern import modes
from lantern.conf import CONF


def main():
    if CONF.use_green_threads:
        modes.green()
    else:
        modes.threads()
    return 0
