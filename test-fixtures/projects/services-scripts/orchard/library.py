def main():
    return 0


if __name__ == '__main__':
    import eventlet
    eventlet.spawn(main).wait()
