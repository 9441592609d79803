from unittest import mock

from oslo_service import loopingcall  # expect: oslo-service-loopingcall
from oslo_service.loopingcall import LoopingCallDone  # expect: oslo-service-loopingcall


def start(function):
    timer = loopingcall.FixedIntervalLoopingCall(function)  # expect: oslo-service-loopingcall
    timer.start(interval=1)
    raise LoopingCallDone()  # expect: oslo-service-loopingcall


@loopingcall.RetryDecorator(3)  # expect: oslo-service-loopingcall
def retry():
    from futurist import periodics  # expect: futurist
    return periodics.periodic(1)


@mock.patch('oslo_service.loopingcall.FixedIntervalLoopingCall')  # expect: oslo-service-loopingcall
def test_start(timer):
    pass
