MODEL = None


def choose(kind):
    global MODEL
    if kind == 'native':
        MODEL = 'threads'
    else:
        raise RuntimeError('only native is left')


def prefer(kind):
    global MODEL
    if kind == 'eventlet':
        MODEL = 'green'
