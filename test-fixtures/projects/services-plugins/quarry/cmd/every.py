import stevedore


def main():
    # Which of them are loaded is not said in the code.
    manager = stevedore.ExtensionManager(namespace='quarry.drivers', invoke_on_load=True)
    return manager.names()
