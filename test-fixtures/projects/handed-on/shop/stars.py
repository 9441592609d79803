"""A star import is one more meaning of a name, and brings modules and functions too."""
from time import sleep
from shop.utils import *
from shop.holder import *
from shop.getters import *

sleep(1)
manager.utils.spawn(1)
library().spawn_n(1)
