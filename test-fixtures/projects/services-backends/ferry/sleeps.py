from eventlet import greenthread


def pause():
    # Green, whatever the process runs on.
    greenthread.sleep(1)
