import eventlet


def main():
    threads = [eventlet.spawn(print, number) for number in range(4)]
    for thread in threads:
        thread.wait()
