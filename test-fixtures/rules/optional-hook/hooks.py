import taskflow.engines  # expect: optional-hook
from kombu.utils.compat import detect_environment  # expect: optional-hook
from kombu.utils import eventio  # expect: optional-hook
from kombu.utils import uuid
from ovs import jsonrpc, poller  # expect: optional-hook
from ovsdbapp.backend.ovs_idl import connection  # expect: optional-hook
from tooz import coordination  # expect: optional-hook

print(detect_environment(), uuid, jsonrpc, poller.Poller())  # expect: optional-hook
print(connection.Connection, coordination.get_coordinator, eventio.poll)
print(taskflow.engines.run)
