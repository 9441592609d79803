import os

if os.environ.get('CAIRN_GREEN', 'yes') == 'yes':
    import eventlet
    eventlet.monkey_patch()
else:
    from oslo_service import backend
    backend.init_backend(backend.BackendType.THREADING)

from cairn.concurrency import spawn


def main():
    spawn(print, 'stones').wait()
