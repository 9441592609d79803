from weaver import patching


def make(prepare):
    def run():
        prepare()
        return 0
    return run


def main():
    return make(patching.patch)()
