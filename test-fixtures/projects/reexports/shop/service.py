from shop.utils import Limit, nap, own
from shop import utils
import shop.utils
import shop.utils as helpers


def run():
    own()
    with Limit(3):
        nap(1)
    utils.eventlet.spawn(own)
    shop.utils.Limit(1)
    helpers.nap(1)
    shop.compat.eventlet.hubs
    utils.missing
