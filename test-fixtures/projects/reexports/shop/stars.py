from shop.compat import *

eventlet.sleep(1)
Limit(1)
nap(1)
# A star import leaves out names with an underscore.
_sleep(1)
