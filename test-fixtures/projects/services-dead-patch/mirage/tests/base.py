import unittest

import eventlet

eventlet.monkey_patch()


class TestCase(unittest.TestCase):
    def setUp(self):
        eventlet.monkey_patch(os=False)
