from eventlet import support  # expect: import-internals
from eventlet.support import get_errno  # expect: import-internals


def number(exc, data, desk):
    if get_errno(exc) == 4:  # expect: support
        return support.bytes_to_str(data)  # expect: support
    return desk.support.get_errno(exc)
