from shop.names import *

sleep(1)
_Pool()
# Not in __all__.
start(1)
