import eventlet.wsgi  # expect: import-eventlet
from eventlet import wsgi  # expect: import-eventlet


def tune(conf, own):
    eventlet.wsgi.MAX_HEADER_LINE = conf.max_header_line  # expect: wsgi-setting
    wsgi.HttpProtocol.default_request_version = 'HTTP/1.0'  # expect: wsgi-setting
    wsgi.MINIMUM_CHUNK_SIZE = 1  # expect: wsgi-setting
    own.MAX_HEADER_LINE = 1
    return wsgi.MAX_REQUEST_LINE  # expect: wsgi-setting


def stop():
    wsgi.is_accepting = False  # expect: wsgi-setting
