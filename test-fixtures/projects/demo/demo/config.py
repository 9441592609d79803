"""Options."""

from oslo_config import cfg
from oslo_log import log as logging

OPTS = [
    cfg.HostAddressOpt('bind_host', default='0.0.0.0', help='Address to listen on.'),
    cfg.PortOpt('bind_port', default=8790, help='Port to listen on.'),
    cfg.IntOpt('workers', default=1, min=1, help='Worker processes.'),
    cfg.IntOpt('pool_size', default=100, min=1, help='Jobs that run at a time.'),
    cfg.IntOpt('copy_timeout', default=300, help='Seconds that one copy may take.'),
]

DEFAULT_LOG_LEVELS = ['amqp=WARN', 'eventlet.wsgi.server=WARN', 'oslo_messaging=INFO']


def list_opts():
    return [('DEFAULT', OPTS)]


def parse_args(argv):
    logging.register_options(cfg.CONF)
    logging.set_defaults(default_log_levels=DEFAULT_LOG_LEVELS)
    cfg.CONF.register_opts(OPTS)
    cfg.CONF(argv, project='demo')
