from ferry import models


def main():
    try:
        models.choose('eventlet')
    except Exception as error:
        print(error)
