def build():
    from harbour.api import app
    return app.make()


def build_green():
    import eventlet
    eventlet.monkey_patch()
    return build()
