from oslo_service import backend  # expect: backend-choice
from oslo_service.backend import register_backend_default_hook as on_default  # expect: backend-choice

from service import backend as storage

backend.init_backend(backend.BackendType.THREADING)  # expect: backend-choice, backend-choice
on_default(lambda: None)  # expect: backend-choice
storage.init_backend('disk')
