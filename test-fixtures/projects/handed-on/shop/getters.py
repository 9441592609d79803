from shop.getter import library
