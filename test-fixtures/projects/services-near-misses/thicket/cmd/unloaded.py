from thicket.drivers import native


def main():
    return native.work()
