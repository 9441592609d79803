from unittest import mock

import futurist  # expect: futurist
from futurist import GreenThreadPoolExecutor  # expect: futurist


class Manager:
    def __init__(self, conf):
        self.executor = futurist.GreenThreadPoolExecutor(max_workers=10)  # expect: futurist-green-executor
        self.other = GreenThreadPoolExecutor()  # expect: futurist-green-executor
        self.kind = futurist.GreenFuture  # expect: futurist-green-executor
        self.threads = futurist.ThreadPoolExecutor(max_workers=10)
        self.direct = futurist.SynchronousExecutor()


@mock.patch('futurist.GreenThreadPoolExecutor')  # expect: futurist-green-executor
@mock.patch.object(futurist, 'GreenThreadPoolExecutor')  # expect: futurist-green-executor
def test_manager(one, two):
    pass
