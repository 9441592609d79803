from weaver import commands


class Command(commands.Base):
    def take_action(self):
        return 0


def main():
    return Command().run()
