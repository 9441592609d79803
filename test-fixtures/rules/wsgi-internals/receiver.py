from eventlet import wsgi  # expect: import-eventlet
from eventlet.wsgi import Input  # expect: import-eventlet


def receive(stream):
    try:
        return stream.read()
    except wsgi.ChunkReadError as exc:  # expect: wsgi-internals
        raise OSError from exc


def stamp(now, log):
    if isinstance(log, Input):  # expect: wsgi-internals
        return wsgi.get_logger(log, True)  # expect: wsgi-internals
    return wsgi.format_date_time(now)  # expect: wsgi-internals


class ChunkReadError(Exception):
    pass
