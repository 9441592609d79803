import greenlet  # expect: greenlet-import
import greenlet as coroutines  # expect: greenlet-import
from greenlet import GreenletExit, getcurrent  # expect: greenlet-import, greenlet-import

from oslo_utils import importutils

optional = importutils.try_import('greenlet')  # expect: greenlet-import

import greenlet_profiler
from service import greenlet as helper
