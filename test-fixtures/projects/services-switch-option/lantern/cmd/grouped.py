from lantern import modes
from lantern.conf import CONF


def main():
    CONF([], project='lantern')
    modes.green() if CONF.server.green else modes.threads()
    return 0
