from oslo_utils import importutils


def main():
    importutils.import_object('fjord.patching.Engine')
