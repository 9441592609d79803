import functools

from weaver import patching


def green(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        patching.patch()
        return function(*args, **kwargs)
    return wrapper


def named(name):
    def decorate(function):
        function.command = name
        return function
    return decorate


@named('decorated')
@green
def main():
    return 0
