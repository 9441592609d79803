import socket

import eventlet

# Whatever the answer, it is patched.
if socket.has_ipv6 and socket.gethostname():
    eventlet.monkey_patch(socket=True)
else:
    eventlet.monkey_patch(socket=False)


def main():
    return 0
