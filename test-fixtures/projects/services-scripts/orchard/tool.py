def main():
    return 0


def green():
    from eventlet import patcher
    patcher.monkey_patch()


if __name__ == '__main__':
    green()
    main()
