"""Object and name apart, and chains through modules that say nothing themselves."""
from unittest import mock

from shop import holder
from shop import manager
from shop.manager import utils

mock.patch.object(manager.utils, 'sleep')
mock.patch.object(utils, 'spawn')
mock.patch('shop.manager.utils.sleep')
holder.manager.utils.sleep(1)
