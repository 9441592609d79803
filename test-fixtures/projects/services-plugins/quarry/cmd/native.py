from stevedore import driver


def main():
    manager = driver.DriverManager(namespace='quarry.drivers', name='native', invoke_on_load=True)
    manager.driver.work()
