from eventlet import monkey_patch as _patch


def setup(green=True):
    if green:
        _patch()
