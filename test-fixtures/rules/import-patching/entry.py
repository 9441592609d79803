from eventlet import patcher  # expect: import-patching
from eventlet import monkey_patch, import_patched  # expect: import-patching, import-patching
from eventlet.patcher import original as native  # expect: import-patching
import eventlet.patcher  # expect: import-patching

from unittest.mock import patch
from service import monkey_patch as selector
