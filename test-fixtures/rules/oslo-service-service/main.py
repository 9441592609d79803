from unittest import mock

from oslo_service import periodic_task
from oslo_service import service  # expect: oslo-service-service
from oslo_service.service import ServiceBase  # expect: oslo-service-service


class Worker(ServiceBase):  # expect: oslo-service-service
    @periodic_task.periodic_task
    def tick(self, context):
        pass


def main(conf):
    launcher = service.launch(conf, Worker(), workers=2)  # expect: oslo-service-service
    launcher.wait()


@mock.patch('oslo_service.service.ProcessLauncher')  # expect: oslo-service-service
def test_main(launcher):
    from other import service as different
    different.launch()
