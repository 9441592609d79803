import socket
import threading


class Runner:
    def __init__(self, application):
        self.application = application

    def run(self, serve):
        sock = socket.socket()
        thread = threading.Thread(target=serve, args=(sock, self.application))
        thread.start()
