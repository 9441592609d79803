class Library:
    def monkey_patch(self):
        return None

    def spawn(self, function):
        return function()


eventlet = Library()


def main():
    eventlet.monkey_patch()
    return eventlet.spawn(int)
