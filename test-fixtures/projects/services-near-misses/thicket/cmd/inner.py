from thicket import modes

modes.threads()


def main():
    # Imported after the choice: not too late.
    from oslo_service import loopingcall
    loopingcall.FixedIntervalLoopingCall(int).start(interval=1).wait()
