def main():
    __import__('mill.greening')
    return 0
