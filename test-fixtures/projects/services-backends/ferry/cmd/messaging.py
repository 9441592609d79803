import oslo_messaging
from oslo_config import cfg


def main():
    transport = oslo_messaging.get_rpc_transport(cfg.CONF)
    transport.cleanup()
