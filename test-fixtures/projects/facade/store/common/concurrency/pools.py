from eventlet import GreenPool as ContextPool
