from eventlet import wsgi

from ferry import web


def app(environ, start_response):
    start_response('204 No Content', [])
    return []


def main():
    web.Runner(app).run(wsgi.server)
