"""A module of the project's own, about a list of events."""


def monkey_patch():
    return None
