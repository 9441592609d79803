from fjord import pools


def main():
    pools.start()
