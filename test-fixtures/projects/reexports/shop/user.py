from shop.classes import MessageTimeout

# A class of the project's own, whatever it derives from.
MessageTimeout(1)
