from eventlet import sleep
