import code

import eventlet.backdoor  # expect: import-internals
from eventlet import backdoor  # expect: import-internals


def listen(spawn, sock):
    spawn(eventlet.backdoor.backdoor_server, sock, locals={})  # expect: backdoor
    spawn(backdoor.backdoor_server, sock)  # expect: backdoor
    code.interact()


class Console(backdoor.SocketConsole):  # expect: backdoor
    pass
