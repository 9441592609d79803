import eventlet
