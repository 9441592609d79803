import concurrent.futures

from lathe import modes


def pool():
    if modes.is_patched():
        import eventlet
        return eventlet.GreenPool()
    return concurrent.futures.ThreadPoolExecutor()


def pause(seconds):
    if not modes.is_patched():
        import time
        return time.sleep(seconds)
    import eventlet
    return eventlet.sleep(seconds)
