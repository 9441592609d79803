import shop.own.sleep

shop.own.sleep.spawn(f)
