from mill import green


class Root:
    def setup(self):
        green.patch()


class Left(Root):
    pass


class Right(Root):
    def setup(self):
        # What Both finds: Root comes after both of its children.
        return None


class Both(Left, Right):
    pass


def main():
    Both().setup()
    return 0
