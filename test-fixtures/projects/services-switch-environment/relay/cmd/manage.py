from relay import api


def main():
    return api.__name__
