"""What uwsgi loads has another name here."""
from harbour.wsgi import init

app = init.build()
