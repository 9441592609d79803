import eventlet  # expect: import-eventlet
from eventlet import api, proc, util  # expect: import-removed, import-removed, import-removed

api.tcp_listener(('', 80))  # expect: removed-module
util.wrap_socket_with_coroutine_socket()  # expect: removed-module
proc.waitall([])  # expect: removed-module
eventlet.processes.Process('ls')  # expect: removed-module


def call(service):
    return service.api.tcp_listener()
