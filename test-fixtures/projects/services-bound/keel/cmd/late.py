# Patching after these modules were imported leaves what they hold as it was.
import requests

import eventlet
eventlet.monkey_patch()


def main():
    return requests.get('http://localhost').status_code
