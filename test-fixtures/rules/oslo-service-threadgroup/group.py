import oslo_service.threadgroup  # expect: oslo-service-threadgroup
from oslo_service import threadgroup  # expect: oslo-service-threadgroup


class Manager:
    def __init__(self, own):
        self.group = threadgroup.ThreadGroup(10)  # expect: oslo-service-threadgroup
        self.group.add_timer(1, print)
        self.own = own.ThreadGroup()

    def is_group(self, value):
        return isinstance(value, oslo_service.threadgroup.ThreadGroup)  # expect: oslo-service-threadgroup
