from oslo_utils import importutils

importutils.try_import('fjord.tried')


def main():
    pass
