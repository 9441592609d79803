import eventlet  # expect: import-eventlet

def broken(:  # expect: syntax-error
    eventlet.sleep(1)
