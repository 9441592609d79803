from weaver import patching


class Base:
    """Runs whatever its children do, patched."""

    green = True

    def run(self):
        if self.green:
            patching.patch()
        return self.take_action()

    def take_action(self):
        raise NotImplementedError()


class Native(Base):
    green = False
