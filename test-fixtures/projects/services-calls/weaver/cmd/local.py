def main():
    from weaver.green import everywhere  # noqa: F401
    return 0
