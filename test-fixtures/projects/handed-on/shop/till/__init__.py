"""The package takes the name of its own module from a module that takes it from here."""
from eventlet import spawn
from shop.till.user import wires

spawn(wires.sleep)
