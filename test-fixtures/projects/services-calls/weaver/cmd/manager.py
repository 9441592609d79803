import contextlib

from weaver import patching


@contextlib.contextmanager
def prepared():
    patching.patch()
    yield
    print('done')


def main():
    with prepared():
        return 0
