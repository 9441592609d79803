from shop import late

late.clock.sleep(1)
