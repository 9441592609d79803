from weaver import patching


class Command:
    def run(self):
        self._prepare()
        return 0

    def _prepare(self):
        patching.patch()


def main():
    return Command().run()
