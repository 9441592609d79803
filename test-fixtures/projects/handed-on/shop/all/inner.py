def given():
    import eventlet
    return eventlet
