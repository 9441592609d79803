from mirage import poison

poison.apply()


def main():
    try:
        import eventlet
        eventlet.monkey_patch()
    except RuntimeError:
        return 1
    return 0
