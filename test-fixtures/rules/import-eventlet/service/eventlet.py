def patch():
    """A module of the project that is called like the library."""
