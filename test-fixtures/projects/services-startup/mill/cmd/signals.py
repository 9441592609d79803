import atexit
import signal

from mill import green


def main():
    # Neither is called while the process works.
    atexit.register(green.patch)
    signal.signal(signal.SIGHUP, green.patch)
    return 0
