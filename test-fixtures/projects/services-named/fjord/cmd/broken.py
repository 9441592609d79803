from fjord import unreadable


def main():
    unreadable.run()
