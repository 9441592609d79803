try:
    from tundra import extras
except ImportError:
    extras = None


def main():
    return extras is None
