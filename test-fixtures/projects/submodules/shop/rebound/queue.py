from eventlet import sleep as nap
