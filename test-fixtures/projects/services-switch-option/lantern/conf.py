from oslo_config import cfg

CONF = cfg.CONF

OPTS = [
    cfg.StrOpt('concurrency_backend',
               default='eventlet',
               choices=[('eventlet', 'Green threads'), ('threading', 'Threads')],
               help='On which threads the services work.'),
    cfg.BoolOpt('use-green-threads', default=False),
    cfg.IntOpt('workers', default=1),
]

GROUP = cfg.OptGroup('server', title='Server')

CONF.register_opts(OPTS)
CONF.register_group(GROUP)
CONF.register_opts([cfg.BoolOpt('green', default=True)], group=GROUP)
