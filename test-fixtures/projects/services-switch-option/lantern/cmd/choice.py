import argparse

from lantern import modes


def main():
    parser = argparse.ArgumentParser()
    group = parser.add_argument_group('threads')
    group.add_argument('--backend', choices=('eventlet', 'threading'), default='eventlet')
    args, rest = parser.parse_known_args()
    {'eventlet': modes.green, 'threading': modes.threads}[args.backend]()
    return len(rest)
