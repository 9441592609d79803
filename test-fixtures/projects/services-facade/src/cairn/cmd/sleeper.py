from cairn import concurrency


def main():
    concurrency.sleep(3)
