"""A function that gives the library, brought to a package by a star import."""
from shop import all as everything

everything.given().spawn_n(1)
