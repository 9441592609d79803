# Whoever imports anything below this package is patched.
from eventlet import patcher

patcher.monkey_patch(thread=True)
