from mill import green


def main():
    # Whoever calls it later gets the other one.
    green.patch = lambda: None
    green.patch()
    return 0
