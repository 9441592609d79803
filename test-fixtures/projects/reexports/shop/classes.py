from shop.utils import Limit


class MessageTimeout(Limit):
    pass
