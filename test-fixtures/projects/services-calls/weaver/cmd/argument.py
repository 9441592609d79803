from weaver import patching


def with_setup(work, setup=None):
    if setup is not None:
        setup()
    return work()


def work():
    return 0


def main():
    return with_setup(work, setup=patching.patch)
