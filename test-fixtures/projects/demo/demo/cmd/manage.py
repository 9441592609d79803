"""demo-manage: what an administrator needs now and then."""

import sys

from oslo_config import cfg

from demo import config


def main():
    config.parse_args(sys.argv[1:])
    print('\n'.join(f'{name} = {value}' for name, value in cfg.CONF.items()))
