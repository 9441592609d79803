from weaver import patching


class Prepare:
    def __call__(self):
        patching.patch()


prepare = Prepare()


def main():
    prepare()
