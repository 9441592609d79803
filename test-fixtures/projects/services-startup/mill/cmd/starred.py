from mill import green


def run(*steps, **options):
    for step in steps:
        step()
    return options


def main():
    steps = [print, green.patch]
    return run(*steps, **{'verbose': True})
