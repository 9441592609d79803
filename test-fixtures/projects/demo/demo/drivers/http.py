"""Volumes behind somebody else's API."""

import importlib

from demo import utils
from demo.drivers import base

# The standard library's client, unless the process is patched by hand.
client = importlib.import_module('eventlet.green.http.client')


class HttpDriver(base.Driver):
    def copy(self, volume):
        with utils.Timeout(self.conf.copy_timeout, False):
            connection = client.HTTPConnection(self.conf.bind_host)
            connection.request('POST', f'/volumes/{volume}/copies')
            while connection.getresponse().status == 202:
                utils.sleep(1)
