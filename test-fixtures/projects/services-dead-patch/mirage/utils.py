REPLACED = []


def monkey_patch():
    """Wraps the methods that configuration names: nothing to do with threads."""
    for name in REPLACED:
        wrap(name)


def wrap(name):
    return name
