import importlib

from shop import compat

compat.eventlet.sleep(1)
# A module of the project, whose names lead to the library.
utils = importlib.import_module('shop.utils')
utils.eventlet.spawn(1)
importlib.import_module('shop.utils')
