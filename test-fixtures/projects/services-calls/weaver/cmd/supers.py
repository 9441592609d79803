from weaver import patching


class Grand:
    def start(self):
        patching.patch()


class Parent(Grand):
    def start(self):
        super(Parent, self).start()


class Child(Parent):
    def start(self):
        super().start()
        return 0


def main():
    return Child().start()
