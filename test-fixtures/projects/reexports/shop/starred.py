from shop.library import spawn_n

spawn_n(print)
