from mill import first


def main():
    return first.begin()
