from unittest import mock

import oslo_messaging as messaging  # expect: backend-binder


def serve(transport, target, endpoints):
    server = messaging.get_rpc_server(transport, target, endpoints)  # expect: oslo-messaging-server
    listener = messaging.get_notification_listener(transport, [target], endpoints)  # expect: oslo-messaging-server
    return server, listener, messaging.get_rpc_client(transport, target)


@mock.patch('oslo_messaging.get_rpc_server')  # expect: oslo-messaging-server
def test_serve(server):
    pass
