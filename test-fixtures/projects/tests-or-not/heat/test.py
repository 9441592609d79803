import eventlet
import testtools
