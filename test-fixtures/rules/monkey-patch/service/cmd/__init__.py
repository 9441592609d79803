import eventlet  # expect: import-eventlet

eventlet.monkey_patch(os=False)  # expect: monkey-patch
