from oslo_config import cfg

from thicket import modes

CONF = cfg.CONF
CONF.import_opt('way', 'thicket.ways')


def main():
    if CONF.way == 'threading':
        modes.threads()
    else:
        modes.green()
