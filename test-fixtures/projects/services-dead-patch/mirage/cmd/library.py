from mirage import tool


def main():
    return tool.run()
