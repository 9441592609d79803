import eventlet  # expect: import-eventlet
from eventlet import debug  # expect: import-internals
from eventlet.debug import hub_prevent_multiple_readers  # expect: import-internals


def configure(conf, app):
    debug.hub_exceptions(conf.debug)  # expect: debug
    hub_prevent_multiple_readers(False)  # expect: debug
    eventlet.debug.hub_blocking_detection(True)  # expect: debug
    app.debug = True
