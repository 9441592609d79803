from eventlet import backdoor, debug, hubs  # expect: import-internals, import-internals, import-internals
from eventlet import getcurrent  # expect: import-internals
from eventlet import greenio as gio  # expect: import-internals
from eventlet.hubs import trampoline  # expect: import-internals
from eventlet.support import greenlets  # expect: import-internals
import eventlet.hubs.poll  # expect: import-internals

import debug as own_debug
from service import hubs as network_hubs
