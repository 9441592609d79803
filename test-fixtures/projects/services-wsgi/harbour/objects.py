class Registry:
    """An attribute of that name is no WSGI module."""

    application = None


def make():
    application = Registry()
    return application
