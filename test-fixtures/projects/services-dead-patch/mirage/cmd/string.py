"""Formerly:

    import eventlet
    eventlet.monkey_patch()
"""
ADVICE = 'call eventlet.monkey_patch() first'


def main():
    # eventlet.monkey_patch()
    print(ADVICE)
