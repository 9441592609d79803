import eventlet
eventlet.monkey_patch()

from harbour.wsgi import init  # noqa: E402

application = init.build()
