def patch():
    """The project's own switch."""
