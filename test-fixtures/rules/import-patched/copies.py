from unittest import mock

import eventlet  # expect: import-eventlet
from eventlet import patcher  # expect: import-patching

reversename = patcher.import_patched('dns.reversename')  # expect: import-patched
telnet = eventlet.import_patched('telnetlib')  # expect: import-patched
patcher.inject('ftplib', globals())  # expect: import-patched
saver = patcher.SysModulesSaver()  # expect: import-patched

with mock.patch.object(patcher, 'inject'):  # expect: import-patched, import-patched
    import ftplib


def inject(dependency):
    return inject
