import eventlet
from eventlet import wsgi


def app(environ, start_response):
    start_response('204 No Content', [])
    return []


def main():
    wsgi.server(eventlet.listen(('', 8080)), app)
