from shop.getter import library

held = library()
