import threading

from weaver import patching


def main():
    # The thread patches the whole process.
    thread = threading.Thread(target=patching.patch)
    thread.start()
    thread.join()
