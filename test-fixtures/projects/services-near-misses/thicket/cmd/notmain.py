import eventlet

if __name__ != '__main__':
    # A command imports its module.
    eventlet.monkey_patch()


def main():
    return 0
