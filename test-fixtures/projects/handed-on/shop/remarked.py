"""Comments in lists of names."""
from shop.utils import (first,  # as it says there.
                        sleep)
from shop.utils import (second,  # see (1
                        # and below.
                        spawn)

sleep(1)
spawn(first, second)
