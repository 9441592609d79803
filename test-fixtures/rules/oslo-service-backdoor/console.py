from unittest import mock

from oslo_service import eventlet_backdoor  # expect: oslo-service-backdoor


def start(conf, service):
    service.backdoor_port = eventlet_backdoor.initialize_if_enabled(conf)  # expect: oslo-service-backdoor
    service.eventlet_backdoor.start()


@mock.patch('oslo_service.eventlet_backdoor.initialize_if_enabled')  # expect: oslo-service-backdoor
def test_start(initialized):
    pass
