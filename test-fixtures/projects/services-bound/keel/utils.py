import eventlet


def monkey_patch(modules=()):
    """The project's own function, which does what its name says."""
    if not modules:
        eventlet.monkey_patch()
    for module in modules:
        eventlet.monkey_patch(**{module: True})
