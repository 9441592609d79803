from oslo_utils import importutils


def main():
    importutils.import_object_ns('fjord', 'fjord.patching.Engine')
