from relay import skip
from relay import state

skip.patch()


def main():
    # Who asks later finds out what was done before.
    if not state.is_patched():
        from oslo_service import backend
        backend.init_backend(backend.BackendType.THREADING)
    from oslo_config import cfg
    from oslo_service import service
    from relay import api
    from relay import naps
    naps.pause()
    service.launch(cfg.CONF, api.Server()).wait()
