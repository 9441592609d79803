"""Two ways to one thing are one finding."""
from unittest import mock

try:
    import eventlet as green
except ImportError:
    from shop import utils as green

mock.patch.object(green, 'sleep')
green.sleep(1)
