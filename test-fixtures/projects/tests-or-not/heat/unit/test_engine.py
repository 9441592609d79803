import unittest

import eventlet
