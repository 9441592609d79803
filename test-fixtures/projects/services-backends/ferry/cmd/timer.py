from oslo_service import loopingcall


def beat():
    return None


def main():
    pulse = loopingcall.FixedIntervalLoopingCall(beat)
    pulse.start(interval=10).wait()
