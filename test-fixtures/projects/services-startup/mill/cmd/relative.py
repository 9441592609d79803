import importlib


def main():
    importlib.import_module('.greening', package='mill')
    return 0
