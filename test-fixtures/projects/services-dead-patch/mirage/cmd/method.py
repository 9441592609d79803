class Base:
    def setup(self):
        import eventlet
        eventlet.monkey_patch()


class Threaded(Base):
    # Overrides, and does not call super().
    def setup(self):
        return None


def main():
    Threaded().setup()
    return 0
