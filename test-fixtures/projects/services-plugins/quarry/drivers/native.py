import time


class Driver:
    def work(self):
        return time.sleep(0)
