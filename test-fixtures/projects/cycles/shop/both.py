from shop import one, two
from shop.one import nobody

one.spawn(1)
one.sleep(1)
one.rest(1)
one.start(1)
two.spawn(1)
two.nothing(1)
nobody(1)
