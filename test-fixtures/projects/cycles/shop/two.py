from shop.one import *
from shop.one import spawn as start
from shop.one import rest as nothing
from eventlet import sleep
