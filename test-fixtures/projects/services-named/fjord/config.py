from oslo_service import backend


def set_up():
    backend.register_backend_default_hook(lambda: backend.BackendType.THREADING)
