if False:
    import eventlet
    eventlet.spawn(print, 'never')


def main():
    return 0
