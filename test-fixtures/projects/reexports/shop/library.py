from eventlet import *
