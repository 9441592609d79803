import oslo_messaging as messaging  # expect: backend-binder
from oslo_messaging import get_rpc_server  # expect: backend-binder

EXECUTOR = 'eventlet'


def serve(transport, target, endpoints, wrapper, conf):
    messaging.get_rpc_server(transport, target, endpoints,  # expect: oslo-messaging-server
                             executor='eventlet')  # expect: rpc-executor
    get_rpc_server(transport, target, endpoints, 'eventlet')  # expect: oslo-messaging-server, rpc-executor
    wrapper(target, executor="eventlet", access_policy=None)  # expect: rpc-executor
    wrapper(target, executor='threading')
    wrapper(target, 'eventlet')
    wrapper(target, executor=conf.executor)
