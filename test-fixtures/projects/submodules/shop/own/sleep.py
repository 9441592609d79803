from eventlet import sleep, spawn
