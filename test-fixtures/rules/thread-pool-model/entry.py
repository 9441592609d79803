import service.async_


def main(own):
    service.async_.set_threadpool_model('eventlet')  # expect: thread-pool-model
    own.set_threadpool_model(model='eventlet')  # expect: thread-pool-model
    service.async_.set_threadpool_model('native')
    own.set_model('eventlet')
