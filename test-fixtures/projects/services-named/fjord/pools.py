import threading
from typing import Optional, TypeAlias

from eventlet import greenpool

Pool = Optional[greenpool.GreenPool]
Piled: TypeAlias = greenpool.GreenPool | greenpool.GreenPile


def start(pool: greenpool.GreenPool | None = None) -> greenpool.GreenPool:
    own: 'greenpool.GreenPool' = pool
    if isinstance(own, (greenpool.GreenPool, greenpool.GreenPile)):
        return own
    threading.Thread().start()
