from eventlet import sleep, spawn, tpool

__all__: list = ['sleep']
__all__ += ['spawn']
