# The binder comes before the choice: threads are refused.
import oslo_messaging

from lathe import modes

modes.setup()


def main():
    return oslo_messaging.__name__
