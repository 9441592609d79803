"""Makes snapshots, one job after the other from a queue."""

import futurist
from eventlet import event
from eventlet import greenthread
from eventlet import queue
from eventlet import semaphore
from oslo_log import log as logging
from oslo_service import loopingcall
from oslo_service import service
from oslo_utils import importutils

from demo import rpc
from demo import utils
from demo.utils import Timeout

LOG = logging.getLogger(__name__)


class CopyTimeout(Timeout):
    """A copy took longer than [DEFAULT] copy_timeout."""


class Worker(service.Service):
    def __init__(self, conf):
        super().__init__()
        self.conf = conf
        self.jobs = queue.LightQueue(conf.pool_size)
        self.stopped = event.Event()
        self.volumes = {}
        self.volumes_lock = semaphore.Semaphore()
        self.notifier = futurist.GreenThreadPoolExecutor(max_workers=4)
        self.driver = importutils.import_object('demo.drivers.lvm.LvmDriver', conf)

    def start(self):
        super().start()
        rpc.init(self.conf)
        self.server = rpc.get_server('demo-worker', 'host', [self])
        self.server.start()
        self.heartbeat = loopingcall.FixedIntervalLoopingCall(self._beat)
        self.heartbeat.start(interval=10)
        self.loop = utils.spawn(self._run)

    def stop(self, graceful=False):
        self.server.stop()
        self.heartbeat.stop()
        self.loop.kill()
        self.stopped.send(graceful)
        super().stop(graceful)

    def snapshot(self, context, volume):
        self.jobs.put(volume)

    def _beat(self):
        LOG.debug('%d jobs wait', self.jobs.qsize())

    def _run(self):
        while not self.stopped.ready():
            try:
                volume = self.jobs.get(timeout=5)
            except queue.Empty:
                continue
            self._copy(volume)
            greenthread.sleep(0)

    def _copy(self, volume):
        with self.volumes_lock:
            self.volumes[volume] = 'copying'
        try:
            with CopyTimeout(self.conf.copy_timeout), utils.timed('Copy'):
                self.driver.copy(volume)
        except CopyTimeout:
            LOG.error('Copy of %s took too long', volume)
        finally:
            self.volumes.pop(volume, None)
        self.notifier.submit(LOG.info, 'Copied %s', volume)
