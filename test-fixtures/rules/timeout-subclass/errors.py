import eventlet  # expect: import-eventlet
from eventlet import Timeout, timeout  # expect: import-eventlet, import-eventlet


class MessageTimeout(Timeout):  # expect: timeout-subclass
    pass


class LockTimeout(MessageTimeout):
    pass


class Both(RuntimeError, eventlet.timeout.Timeout):  # expect: timeout-subclass
    pass


class Third(timeout.Timeout):  # expect: timeout-subclass
    pass


class Plain(TimeoutError):
    pass
