from wsgiref import simple_server

from keel import utils


def app(environ, start_response):
    start_response('200 OK', [])
    return [b'']


def main():
    utils.monkey_patch()
    httpd = simple_server.make_server('', 8080, app)
    httpd.serve_forever()
