import importlib

DRIVER = 'quarry.drivers.%s'


def main(kind='native'):
    module = importlib.import_module(DRIVER % kind)
    module.Driver().work()
