"""Volumes of the local machine."""

from eventlet import hubs
from eventlet import tpool
from eventlet.green import subprocess
from oslo_log import log as logging
from oslo_utils import importutils

from demo import utils
from demo.drivers import base

LOG = logging.getLogger(__name__)
# The binding blocks, and is not there on every machine.
lvm = importutils.try_import('lvm')
patcher = importutils.try_import('eventlet.patcher')


class LvmDriver(base.Driver):
    def __init__(self, conf):
        super().__init__(conf)
        self.volumes = tpool.Proxy(lvm) if lvm else None
        if patcher is not None and patcher.is_monkey_patched('thread'):
            LOG.debug('The hub is %s', hubs.get_hub())

    def copy(self, volume):
        if self.volumes is None:
            return utils.retry(lambda: self._command('lvcreate', '--snapshot', volume))
        return tpool.execute(self._create, volume)

    def _create(self, volume):
        return self.volumes.vgOpen(volume).createLvLinear(f'{volume}-copy')

    def _command(self, *words):
        process = subprocess.Popen(words, stdout=subprocess.PIPE)
        return process.communicate()
