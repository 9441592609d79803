from common import nap
from shared.utils import sleep
import eventlet
