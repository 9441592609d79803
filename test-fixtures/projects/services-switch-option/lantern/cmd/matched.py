import os

from lantern import modes


def main():
    match os.environ.get('LANTERN_MODE', 'eventlet'):
        case 'threading' | 'native':
            modes.threads()
        case _:
            modes.green()
