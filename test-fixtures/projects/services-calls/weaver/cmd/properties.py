from weaver import process


def main():
    print(process.Process().name)
