import os

# Tells child processes; it switches nothing.
if not os.environ.get('EVENTLET_MONKEYPATCH'):
    import eventlet
    eventlet.monkey_patch()
    os.environ['EVENTLET_MONKEYPATCH'] = '1'


def main():
    return 0
