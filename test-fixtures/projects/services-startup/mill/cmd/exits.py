import os
import sys

from mill import green


def main():
    if len(sys.argv) < 0:
        sys.exit(1)
    if os.environ.get('MILL_CONFIG') is None:
        # The usual way is that it is set.
        sys.exit('MILL_CONFIG is not set')
    green.patch()
    return 0
