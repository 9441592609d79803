from oslo_privsep import capabilities
from oslo_privsep import priv_context  # expect: privilege-helper
from oslo_privsep.daemon import start as start_daemon  # expect: privilege-helper
from oslo_rootwrap import client  # expect: privilege-helper

default = priv_context.PrivContext('service', capabilities=[capabilities.CAP_NET_ADMIN])  # expect: privilege-helper


def run():
    start_daemon()  # expect: privilege-helper
    return client.Client(['rootwrap'])  # expect: privilege-helper
