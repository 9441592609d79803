from fjord import config

config.set_up()

import oslo_messaging


def main():
    oslo_messaging.get_rpc_transport(None)
