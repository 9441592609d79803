def library():
    import eventlet
    return eventlet
