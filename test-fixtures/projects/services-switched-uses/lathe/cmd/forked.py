import multiprocessing

from lathe import modes


def work():
    modes.setup()


def main():
    # The child patches itself.
    child = multiprocessing.Process(target=work)
    child.start()
    child.join()
