from shop import utils


def other():
    return utils.other()
