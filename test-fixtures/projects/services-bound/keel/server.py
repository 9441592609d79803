from oslo_service import service


class ApiService(service.Service):
    """What is launched."""

    def start(self):
        super().start()
