import eventlet as threads_of_ours

begin = threads_of_ours.monkey_patch


def main():
    begin()
    return 0
