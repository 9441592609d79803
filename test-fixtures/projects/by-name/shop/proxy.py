from shop import utils
from shop.utils import get_hubs

utils.get_eventlet().hubs.use_hub()
get_hubs(True).trampoline(1)
library = utils.get_eventlet()
library.sleep(1)
utils.pool().spawn(1)
utils.get_eventlet()
utils.get_other().sleep(1)
