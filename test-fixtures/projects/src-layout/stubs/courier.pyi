import eventlet

pool: eventlet.GreenPool
