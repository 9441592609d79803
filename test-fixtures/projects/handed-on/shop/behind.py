"""What stands behind a backslash, and behind brackets that are closed."""
from os import (path)
from shop.utils import first, \
    second, sleep
from shop.utils import \
    third, spawn

sleep(1)
spawn(path)
