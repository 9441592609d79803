from weaver import patching


class Prepared:
    def __enter__(self):
        patching.patch()
        return self

    def __exit__(self, *exc):
        return False


def main():
    with Prepared():
        return 0
