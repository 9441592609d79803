import ssl as native

import eventlet  # expect: import-eventlet
from eventlet import convenience  # expect: import-eventlet
from eventlet.green import ssl  # expect: import-green


def secure(sock, context: native.SSLContext):
    eventlet.wrap_ssl(sock, certfile='c')  # expect: wrap-ssl
    convenience.wrap_ssl(sock)  # expect: wrap-ssl
    ssl.wrap_socket(sock)  # expect: wrap-ssl
    return context.wrap_socket(sock)
