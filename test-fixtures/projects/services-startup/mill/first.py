from mill import second


def begin():
    return second.go_on()


def finish():
    from mill import green
    green.patch()
