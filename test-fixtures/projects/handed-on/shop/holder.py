from shop import manager
