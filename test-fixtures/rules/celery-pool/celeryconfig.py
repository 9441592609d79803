broker_url = 'amqp://'
worker_pool = 'eventlet'  # expect: celery-pool
