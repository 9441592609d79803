from oslo_service import backend  # expect: backend-choice
from oslo_service.backend import BackendType, init_backend  # expect: backend-choice, backend-choice


def choose(threads, other):
    if threads:
        backend.init_backend(BackendType.THREADING)  # expect: backend-choice, backend-choice
    else:
        backend.init_backend(backend.BackendType.EVENTLET)  # expect: backend-choice, backend-eventlet
    init_backend(  # expect: backend-choice
        BackendType.EVENTLET,  # expect: backend-eventlet
    )
    return other.BackendType.EVENTLET
