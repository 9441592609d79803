from ferry import debug


def main():
    debug.report()
