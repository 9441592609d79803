def work():
    return 0
