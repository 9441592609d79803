from oslo_config import cfg

cfg.CONF.register_opt(cfg.StrOpt('way', default='eventlet', choices=['eventlet', 'threading']))
