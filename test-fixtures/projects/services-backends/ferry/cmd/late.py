# The import below selects the default before anybody can choose.
from oslo_service import loopingcall
from oslo_service import backend

from oslo_config import cfg


def beat():
    return None


def main():
    try:
        backend.init_backend(backend.BackendType.THREADING)
    except Exception:
        cfg.CONF.log_opt_values(None, 0)
    loopingcall.FixedIntervalLoopingCall(beat).start(interval=1)
