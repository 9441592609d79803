import celery
import flask_socketio
from gunicorn.workers import geventlet  # expect: green-worker


def build(app, runner):
    flask_socketio.SocketIO(app, async_mode='eventlet')  # expect: green-worker
    flask_socketio.SocketIO(app, async_mode='threading')
    runner(app, worker_class="eventlet", workers=4)  # expect: green-worker
    celery.Celery('app', worker_pool='eventlet')  # expect: green-worker
    runner(app, mode='eventlet')
    return geventlet.EventletWorker  # expect: green-worker
