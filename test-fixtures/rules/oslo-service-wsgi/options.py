from oslo_service import wsgi  # expect: oslo-service-wsgi
from oslo_service.wsgi import Loader  # expect: oslo-service-wsgi

from service import wsgi as own


class Router(wsgi.Router):  # expect: oslo-service-wsgi
    pass


def load(conf):
    wsgi.register_opts(conf)  # expect: oslo-service-wsgi
    own.register_opts(conf)
    return Loader(conf).load_app('api')  # expect: oslo-service-wsgi
