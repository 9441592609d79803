from weaver import patching


class Tools:
    @staticmethod
    def prepare():
        patching.patch()

    @classmethod
    def run(cls):
        cls.prepare()
        return 0


def main():
    return Tools.run()
