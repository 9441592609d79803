from unittest import mock

import eventlet
