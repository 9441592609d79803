import os

from thicket import modes

if os.environ.get('THICKET_THREADS'):
    modes.threads()
else:
    modes.green()

from oslo_config import cfg
from oslo_service import wsgi


def main():
    # Works with green threads; with the others it raises.
    server = wsgi.Server(cfg.CONF, 'thicket', None)
    server.start()
