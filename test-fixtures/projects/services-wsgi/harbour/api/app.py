from harbour.api import controllers


def make(conf=None):
    return controllers.Root(conf)
