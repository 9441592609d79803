import eventlet

eventlet.monkey_patch(all=True)
