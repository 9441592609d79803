from weaver import patching

STEPS = [('patch', patching.patch), ('run', print)]


def main():
    for name, step in STEPS:
        step()
