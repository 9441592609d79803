from oslo_log import log as logging
from oslo_log import pipe_mutex

LOG = logging.getLogger(__name__)


def main(conf):
    logging.register_options(conf)
    logging.setup(conf, 'service', fix_eventlet=False)  # expect: fix-eventlet
    logging.set_defaults()
    return pipe_mutex.PipeMutex()  # expect: fix-eventlet
