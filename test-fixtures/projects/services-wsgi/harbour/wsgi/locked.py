import threading

from harbour.wsgi import init

application = None
lock = threading.Lock()

with lock:
    if application is None:
        application = init.build()
