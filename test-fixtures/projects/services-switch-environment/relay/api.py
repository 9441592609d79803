from oslo_service import service


class Server(service.ServiceBase):
    def start(self):
        return None
