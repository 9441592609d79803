from eventlet import patcher

# What was there before patching, patched or not.
threading = patcher.original('threading')


def report():
    print(patcher.is_monkey_patched('thread'))
