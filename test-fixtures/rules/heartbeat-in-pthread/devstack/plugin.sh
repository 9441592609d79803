# expect-next: heartbeat-in-pthread
iniset $CONF oslo_messaging_rabbit heartbeat_in_pthread True
iniset $CONF oslo_messaging_rabbit heartbeat_rate 2
