from eventlet import corolocal


def store():
    return corolocal.local()
