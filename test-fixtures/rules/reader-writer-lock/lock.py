from oslo_concurrency import lockutils
from oslo_concurrency.lockutils import ReaderWriterLock  # expect: reader-writer-lock

import fasteners

LOCK = lockutils.ReaderWriterLock()  # expect: reader-writer-lock
OTHER = ReaderWriterLock()  # expect: reader-writer-lock
PLAIN = fasteners.ReaderWriterLock()


@lockutils.synchronized('name')
def work():
    pass
