from mirage import utils


def main():
    utils.monkey_patch()
    return 0
