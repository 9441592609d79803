import sys

from lantern import conf
from lantern import modes

CONF = conf.CONF


def main():
    CONF(sys.argv[1:], project='lantern')
    if CONF.concurrency_backend == 'threading':
        modes.threads()
    else:
        modes.green()
    from oslo_service import service
    from lantern import server
    service.launch(CONF, server.Server(), workers=CONF.workers).wait()
