from tundra import removed

READY = removed.prepare()


def main():
    return READY
