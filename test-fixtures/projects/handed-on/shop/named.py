"""A string names what holds what a function gives."""
from unittest import mock

mock.patch('shop.held.held')
