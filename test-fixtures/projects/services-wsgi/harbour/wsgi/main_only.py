from harbour.wsgi import init

application = init.build()

if __name__ == '__main__':
    # For trying it out by hand: a server that loads the module does not come here.
    import eventlet
    from eventlet import wsgi
    eventlet.monkey_patch()
    wsgi.server(eventlet.listen(('', 8080)), application)
