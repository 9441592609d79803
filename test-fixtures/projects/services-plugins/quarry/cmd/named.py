from stevedore import driver


def main():
    manager = driver.DriverManager('quarry.drivers', 'green', invoke_on_load=True)
    manager.driver.work()
