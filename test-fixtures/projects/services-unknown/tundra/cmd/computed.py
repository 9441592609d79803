import importlib
import sys


def main():
    module = importlib.import_module(sys.stdin.readline().strip())
    return module.main()
