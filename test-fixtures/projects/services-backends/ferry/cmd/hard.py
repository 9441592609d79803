import os

if os.environ.get('FERRY_THREADS') == '1':
    from oslo_service import backend
    backend.init_backend(backend.BackendType.THREADING)
else:
    import eventlet
    eventlet.monkey_patch()

from ferry import sleeps


def main():
    sleeps.pause()
