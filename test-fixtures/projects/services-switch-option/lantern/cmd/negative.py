import argparse

from lantern import modes


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--no-green', dest='green', action='store_false', default=True)
    args = parser.parse_args()
    if args.green:
        modes.green()
    else:
        modes.threads()
