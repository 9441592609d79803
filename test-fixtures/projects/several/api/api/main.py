from common import nap
from kernel.utils import sleep
import eventlet
