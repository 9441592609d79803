from eventlet import spawn_n as start
