from unittest import mock

from shop import utils
import shop.compat


@mock.patch('shop.utils.eventlet.sleep')
@mock.patch('shop.utils.eventlet')
@mock.patch('shop.utils.get_hubs')
@mock.patch('shop.compat.patcher.original')
@mock.patch('shop.missing.eventlet.sleep')
def test_strings(*mocks):
    pass


@mock.patch.object(utils.eventlet, 'spawn')
@mock.patch.object(utils, 'eventlet')
@mock.patch.object(utils, 'get_hubs')
@mock.patch.object(shop.compat, 'patcher', autospec=True)
def test_targets(*mocks):
    utils.eventlet.sleep = mock.Mock()
    del utils.eventlet.spawn
