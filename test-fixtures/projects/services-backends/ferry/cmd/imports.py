import eventlet  # noqa


def main():
    return 0
