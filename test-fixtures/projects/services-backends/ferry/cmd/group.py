from oslo_service import threadgroup


class Pool:
    def __init__(self):
        self.group = threadgroup.ThreadGroup(10)

    def work(self):
        self.group.add_thread(print, 'working')


def main():
    Pool().work()
