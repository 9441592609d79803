def process(req, env):
    if req.environ.get('eventlet.input'):  # expect: wsgi-environ-key
        hooks = env.setdefault('eventlet.posthooks', [])  # expect: wsgi-environ-key
        hooks.append(print)
    env.pop('eventlet.minimum_write_chunk_size', None)  # expect: wsgi-environ-key
    env.get('wsgi.input')
    return env.get('swift.eventlet.input')
