from unittest import mock

import eventlet
from oslotest import base

from demo import utils


class SpawnTestCase(base.BaseTestCase):
    @mock.patch('eventlet.spawn')
    def test_spawn_passes_arguments(self, spawn):
        utils.spawn(print, 'a', end='')
        spawn.assert_called_once_with(mock.ANY, 'a', end='')

    def test_retry_gives_way(self):
        func = mock.Mock(side_effect=[OSError, 'done'])
        with mock.patch('demo.utils.sleep') as sleep:
            self.assertEqual('done', utils.retry(func))
        sleep.assert_called_once_with(1)

    def test_pool_is_bounded(self):
        with mock.patch.object(eventlet.greenpool, 'GreenPool') as pool:
            utils.pool(2)
        pool.assert_called_once_with(size=2)
