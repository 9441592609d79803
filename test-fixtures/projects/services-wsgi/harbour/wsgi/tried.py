import sys

from harbour.wsgi import init

try:
    application = init.build_green()
except Exception as failure:
    sys.exit(str(failure))
