from eventlet import sleep, spawn as start, GreenPool as _Pool

__all__ = ['sleep', '_Pool']
