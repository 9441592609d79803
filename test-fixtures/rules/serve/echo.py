import socketserver

import eventlet  # expect: import-eventlet
from eventlet.convenience import StopServe, serve  # expect: import-eventlet, import-eventlet


def handle(client, address):
    raise eventlet.StopServe()  # expect: serve


def run(sock, app):
    eventlet.serve(sock, handle, concurrency=10)  # expect: serve
    try:
        serve(sock, handle)  # expect: serve
    except StopServe:  # expect: serve
        app.serve()
    return socketserver.ThreadingTCPServer
