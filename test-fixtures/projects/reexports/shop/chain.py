from shop.stars import *

Limit(1)
