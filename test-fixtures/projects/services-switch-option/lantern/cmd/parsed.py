import argparse

from lantern import modes


def parse():
    parser = argparse.ArgumentParser(description='Runs on either.')
    parser.add_argument('config')
    parser.add_argument('--no-eventlet', action='store_true', dest='threads')
    return parser.parse_args()


def main():
    args = parse()
    if args.threads:
        modes.threads()
    else:
        modes.green()
    print(args.config)
