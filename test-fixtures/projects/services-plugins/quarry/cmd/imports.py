from oslo_utils import importutils


def main():
    importutils.import_module('quarry.drivers.green')
    return 0
