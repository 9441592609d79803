from shop.api import helper as h

h.nap(1)
