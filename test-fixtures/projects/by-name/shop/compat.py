from oslo_utils import importutils

eventlet = importutils.try_import('eventlet')
patcher = importutils.try_import('eventlet.patcher')
