import os

from thicket import modes


class Settings:
    def __init__(self, environment):
        self.green = environment.get('THICKET_GREEN', 'true').strip().lower() == 'true'


class Process:
    settings_class = Settings

    def __init__(self):
        self.settings = self.settings_class(os.environ)

    def prepare(self):
        if self.settings.green:
            return modes.green()
        return modes.threads()


def main():
    Process().prepare()
    return 0
