from shop.all.inner import *
