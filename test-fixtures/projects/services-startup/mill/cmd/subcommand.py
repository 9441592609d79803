import argparse

from mill import green


def serve(args):
    green.patch()
    return args.port


def show(args):
    return 0


def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()
    serving = commands.add_parser('serve')
    serving.set_defaults(run=serve)
    showing = commands.add_parser('show')
    showing.set_defaults(run=show)
    args = parser.parse_args()
    return args.run(args)
