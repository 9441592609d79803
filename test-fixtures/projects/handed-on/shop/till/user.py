from shop.till import wires

wires.sleep(1)
