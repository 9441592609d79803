import warnings

import eventlet  # expect: import-eventlet
from eventlet import _version  # expect: import-eventlet

if eventlet.version_info < (0, 33):  # expect: version
    warnings.simplefilter('ignore', eventlet.EventletDeprecationWarning)  # expect: version
print(eventlet.__version__, _version.version, warnings.__version__)  # expect: version, version
