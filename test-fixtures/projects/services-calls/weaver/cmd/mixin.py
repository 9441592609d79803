from weaver import patching


class Logged:
    """Knows nothing of whose start comes next."""

    def start(self):
        print('starting')
        super().start()


class Service:
    def start(self):
        patching.patch()


class LoggedService(Logged, Service):
    pass


def main():
    LoggedService().start()
