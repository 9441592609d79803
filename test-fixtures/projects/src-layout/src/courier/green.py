from eventlet import spawn
