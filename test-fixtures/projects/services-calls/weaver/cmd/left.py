from weaver import patching


def main():
    for attempt in (1, 2):
        if attempt == 1:
            break
    else:
        patching.patch()
    return 0
