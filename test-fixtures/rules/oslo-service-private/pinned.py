from oslo_service import _options  # expect: oslo-service-private
from oslo_service import opts
from oslo_service.backend._threading import threadgroup  # expect: oslo-service-private

OPTIONS = _options.wsgi_opts  # expect: oslo-service-private
GROUP = threadgroup.ThreadGroup()  # expect: oslo-service-private
LISTED = opts.list_opts()
