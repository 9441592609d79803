from shop.ring import utils

nap = utils.sleep
