from stevedore import extension


def main():
    extension.ExtensionManager('quarry.loggers')
    return 0
