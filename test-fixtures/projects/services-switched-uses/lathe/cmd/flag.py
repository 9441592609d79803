from lathe import modes

modes.setup()

import eventlet


class Worker:
    def wait(self):
        with eventlet.Timeout(5):
            return 0


def main():
    return Worker().wait()
