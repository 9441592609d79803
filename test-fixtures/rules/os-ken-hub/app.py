from unittest import mock

from os_ken.base import app_manager
from os_ken.lib import hub  # expect: os-ken-hub


class App(app_manager.OSKenApp):
    def start(self, usb):
        self.thread = hub.spawn(self.run)  # expect: os-ken-hub
        usb.hub.spawn(self.run)

    def run(self):
        with hub.Timeout(5):  # expect: os-ken-hub
            hub.sleep(1)  # expect: os-ken-hub


@mock.patch('os_ken.lib.hub.sleep')  # expect: os-ken-hub
def test_run(slept):
    pass
