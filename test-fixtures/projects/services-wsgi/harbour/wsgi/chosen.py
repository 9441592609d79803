import os

if os.environ.get('HARBOUR_EVENTLET', '0') == '1':
    import eventlet
    eventlet.monkey_patch()
else:
    from oslo_service import backend
    backend.init_backend(backend.BackendType.THREADING)

from harbour.wsgi import init  # noqa: E402

application = init.build()
