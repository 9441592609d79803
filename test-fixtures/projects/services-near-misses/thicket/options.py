from oslo_config import cfg


def list_opts():
    return [
        cfg.StrOpt('backend', default='threading', choices=['eventlet', 'threading']),
    ]


cfg.CONF.register_opts(list_opts(), 'threads')
