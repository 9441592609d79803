from weaver import commands


class Command(commands.Native):
    def take_action(self):
        return 0


def main():
    # The class says that it is not to be patched.
    return Command().run()
