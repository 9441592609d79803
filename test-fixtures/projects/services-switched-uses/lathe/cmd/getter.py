from lathe import modes

modes.setup()

from lathe import pools


def main():
    pools.pool()
    return 0
