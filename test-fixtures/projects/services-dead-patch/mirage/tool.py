def run():
    return 0


if __name__ == '__main__':
    import eventlet
    eventlet.monkey_patch()
    run()
