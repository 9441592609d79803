from weaver import patching

COMMANDS = {}


def command(function):
    """Writes the function down; nobody calls it here."""
    COMMANDS[function.__name__] = function
    return function


@command
def green():
    patching.patch()


def main():
    return sorted(COMMANDS)
