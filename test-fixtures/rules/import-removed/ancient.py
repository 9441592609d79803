from eventlet import api, util  # expect: import-removed, import-removed
from eventlet.coros import metaphore  # expect: import-removed
from eventlet import TimeoutError  # expect: import-removed
from eventlet.greenthread import call_after, exc_after  # expect: import-removed, import-removed
from eventlet.support import dns  # expect: import-removed

try:
    from eventlet import processes  # expect: import-removed
except ImportError:
    import subprocess as processes

from asyncio import TimeoutError as AsyncTimeout
from service import api as service_api
