def names():
    return ['volumes', 'hosts']
