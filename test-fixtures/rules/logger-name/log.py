import logging

from oslo_log import log

LOG = logging.getLogger('eventlet.wsgi.server')  # expect: logger-name
SERVER = log.getLogger('eventlet.wsgi')  # expect: logger-name
OWN = logging.getLogger('service.eventlet')
MINE = logging.getLogger(__name__)
logging.getLogger("eventlet.wsgi.server").setLevel(logging.WARNING)  # expect: logger-name
