import importlib
import os


def main():
    # Looked for, and never run.
    found = [importlib.import_module(name) for name in os.listdir('plugins')]
    return len(found)
