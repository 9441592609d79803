bind = '0.0.0.0:80'
worker_class = 'eventlet'  # expect: gunicorn-worker
workers = 4
