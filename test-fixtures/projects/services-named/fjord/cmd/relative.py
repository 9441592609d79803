import importlib


def main():
    importlib.import_module('.patcher', 'fjord.cmd')
