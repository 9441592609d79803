import cotyledon


class Collector(cotyledon.Service):
    name = 'collector'

    def __init__(self, worker_id):
        super().__init__(worker_id)

    def run(self):
        return None


def main():
    services = cotyledon.ServiceManager()
    services.add(Collector, workers=2)
    services.run()
