import eventlet


def check():
    import testtools
    return testtools
