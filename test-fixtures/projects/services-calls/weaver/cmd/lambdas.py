from weaver import patching

prepare = lambda: patching.patch()  # noqa: E731


def main():
    prepare()
