class Root:
    def __init__(self, conf):
        self.conf = conf

    def __call__(self, environ, start_response):
        start_response('200 OK', [])
        return []
