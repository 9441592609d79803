from oslo_service import service


class Manager(service.Service):
    """The service that most commands start."""
