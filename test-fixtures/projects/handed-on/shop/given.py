"""A function that gives the library, handed on."""
from shop.getters import library

library().spawn_n(1)
