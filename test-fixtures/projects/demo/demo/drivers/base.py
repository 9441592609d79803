"""What a driver must do."""

import abc


class Driver(abc.ABC):
    def __init__(self, conf):
        self.conf = conf

    @abc.abstractmethod
    def copy(self, volume):
        """Copy a volume; return when that is done."""
