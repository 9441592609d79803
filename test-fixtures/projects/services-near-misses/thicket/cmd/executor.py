import futurist


def main():
    # Not the green one.
    with futurist.ThreadPoolExecutor(max_workers=2) as executor:
        executor.submit(print, 'working')
