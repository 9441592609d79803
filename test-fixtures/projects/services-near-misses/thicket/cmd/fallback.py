try:
    from oslo_service import backend
except ImportError:
    backend = None

if backend is not None:
    backend.init_backend(backend.BackendType.THREADING)


def main():
    return 0
