from oslo_service import backend

# Choosing the same again is allowed.
backend.init_backend(backend.BackendType.THREADING)
backend.init_backend(backend.BackendType.THREADING)


def main():
    return 0
