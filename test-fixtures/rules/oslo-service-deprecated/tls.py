from oslo_service import fixture, sslutils  # expect: oslo-service-deprecated, oslo-service-deprecated
from oslo_utils import fixture as utils_fixture


def wrap(conf, sock):
    if sslutils.is_enabled(conf):  # expect: oslo-service-deprecated
        return sslutils.wrap(conf, sock)  # expect: oslo-service-deprecated
    return fixture.SleepFixture(), utils_fixture.TimeFixture()  # expect: oslo-service-deprecated
