"""`__all__` in pieces; `tpool` is in none."""
from shop.listed import *

spawn(1)
tpool.execute(1)
