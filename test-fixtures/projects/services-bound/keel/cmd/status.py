from keel import compat


class Checks:
    @classmethod
    def main(cls):
        compat.setup()
        return cls().run()

    def run(self):
        return 0
