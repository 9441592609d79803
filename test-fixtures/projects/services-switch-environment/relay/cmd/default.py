from relay import concurrency

concurrency.patch()


def main():
    return 0
