import threading

from eventlet import corolocal  # expect: import-eventlet
from eventlet.corolocal import get_ident  # expect: import-eventlet

DATA = corolocal.local()  # expect: thread-local
OTHER = threading.local()


class Store(corolocal.local):  # expect: thread-local
    def owner(self):
        return get_ident(), threading.get_ident()  # expect: thread-local
