def main():
    return serve()
    import eventlet
    eventlet.monkey_patch()


def serve():
    for port in (80, 443):
        continue
        import eventlet
        eventlet.monkey_patch()
    raise SystemExit(0)
    import eventlet
    eventlet.monkey_patch()
