def main():
    return describe(patch)


def patch():
    import eventlet
    eventlet.monkey_patch()


def describe(function):
    return function.__name__
