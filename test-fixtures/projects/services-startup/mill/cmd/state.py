from mill import green
from mill import settings


def main():
    settings.configure()
    if settings.GREEN:
        green.patch()
    return 0
