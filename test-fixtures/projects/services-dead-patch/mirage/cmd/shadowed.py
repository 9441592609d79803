def main():
    return patch()


def patch():
    import eventlet
    eventlet.monkey_patch()


def patch():  # noqa: F811
    return 0
