from shop.two import *
from shop.two import sleep as rest
from eventlet import spawn
