import threading


def repair():
    import __original_module_threading as orig_threading  # expect: original-module
    orig_threading.current_thread.__globals__['_active'] = threading._active  # expect: original-module
    from __original_module_queue import Queue  # expect: original-module
    return Queue  # expect: original-module


def keep():
    import original_module_threading
    return original_module_threading
