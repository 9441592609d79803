from weaver import patching


def main():
    name = 'patch'
    getattr(patching, name)()
