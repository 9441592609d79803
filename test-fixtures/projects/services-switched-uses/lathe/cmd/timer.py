from lathe import modes

modes.setup()

from oslo_service import loopingcall

from lathe import pools


def main():
    loopingcall.FixedIntervalLoopingCall(pools.pause, 1).start(interval=1).wait()
