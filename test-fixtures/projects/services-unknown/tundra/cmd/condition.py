import socket

if socket.gethostname().startswith('green'):
    import eventlet
    eventlet.monkey_patch()


def main():
    return 0
