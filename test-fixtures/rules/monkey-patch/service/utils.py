def monkey_patch():
    """Decorates methods for notifications."""
