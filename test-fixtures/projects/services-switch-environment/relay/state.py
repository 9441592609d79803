PATCHED = False


def is_patched():
    return PATCHED
