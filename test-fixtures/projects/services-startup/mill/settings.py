GREEN = False


def configure():
    global GREEN
    GREEN = True
