from ferry import models


def main():
    models.choose('native')
    models.prefer('eventlet')
