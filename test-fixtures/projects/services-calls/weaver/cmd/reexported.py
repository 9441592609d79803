from weaver.api import *  # noqa: F403


def main():
    prepare()  # noqa: F405
