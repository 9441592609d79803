from eventlet import *  # expect: import-star
from threading import *
from service.eventlet import *
