from wsgiref import simple_server

from oslo_service import backend
from paste import deploy

backend.init_backend(backend.BackendType.THREADING)


def main():
    application = deploy.loadapp('config:/etc/harbour/api-paste.ini')
    simple_server.make_server('', 8080, application).serve_forever()
