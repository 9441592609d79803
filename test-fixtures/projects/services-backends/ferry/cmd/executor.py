import futurist


def main():
    with futurist.GreenThreadPoolExecutor(max_workers=4) as executor:
        executor.submit(print, 'working')
