import os

if os.name == 'nt':
    from thicket.drivers import green as driver
else:
    from thicket.drivers import native as driver


def main():
    return driver.work()
