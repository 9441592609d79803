from oslo_service import service


class Server(service.Service):
    pass
