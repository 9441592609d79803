from shop.utils import nap


def nap_long(nap):
    nap(1)


class Bed:
    nap = 1

    def rest(self):
        nap(1)
