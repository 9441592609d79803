from oslo_config import cfg

from thicket import modes
from thicket import options  # noqa: F401

CONF = cfg.CONF


def main():
    CONF([], project='thicket')
    chosen = CONF['threads']['backend']
    if chosen == 'threading':
        modes.threads()
    else:
        modes.green()
