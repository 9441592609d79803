import socket

import eventlet  # expect: import-eventlet
from eventlet import convenience, listen  # expect: import-eventlet, import-eventlet

SOCK = eventlet.listen(('', 80), backlog=5)  # expect: green-socket-helper
OTHER = listen(('', 81))  # expect: green-socket-helper
CLIENT = eventlet.connect(('', 80))  # expect: green-socket-helper
THIRD = convenience.listen(('', 82))  # expect: green-socket-helper
PLAIN = socket.create_server(('', 83))
PLAIN.listen(5)
