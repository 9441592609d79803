import importlib
import sys


def main():
    importlib.import_module('fjord.drivers.' + sys.argv[1])
