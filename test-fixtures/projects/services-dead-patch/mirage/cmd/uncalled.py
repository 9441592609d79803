def green():
    import eventlet
    eventlet.monkey_patch()


class Green:
    def __init__(self):
        green()


def main():
    # Named, and never called.
    modes = {'green': green, 'class': Green}
    return len(modes)
