from harbour.wsgi import init

application = init.build()
