"""Messages between the API and the workers."""

from oslo_config import cfg
import oslo_messaging as messaging

TRANSPORT = None


def init(conf=cfg.CONF):
    global TRANSPORT
    TRANSPORT = messaging.get_rpc_transport(conf)


def get_server(topic, server, endpoints):
    target = messaging.Target(topic=topic, server=server, version='1.0')
    return messaging.get_rpc_server(TRANSPORT, target, endpoints, executor='eventlet')
