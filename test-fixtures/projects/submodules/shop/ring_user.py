from shop import ring
from shop.ring.api import nap

nap(1)
ring.nap(1)
ring.utils.sleep(1)
