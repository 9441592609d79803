from http import server

from eventlet import wsgi  # expect: import-eventlet
from eventlet.wsgi import HttpProtocol  # expect: import-eventlet


def build(environ):
    protocol = wsgi.HttpProtocol(None, None)  # expect: http-protocol
    keys = HttpProtocol.get_environ(protocol)  # expect: http-protocol
    return keys, server.BaseHTTPRequestHandler
