"""Gets its own submodule from a module that gets it from here."""
from shop.ring.api import nap, utils
