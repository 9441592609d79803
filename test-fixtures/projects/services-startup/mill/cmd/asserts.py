from mill import green


def ready():
    green.patch()
    return True


def main():
    assert ready()
    return 0
