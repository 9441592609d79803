from shop import (
    utils
    as  tools)

tools.nap(1)
