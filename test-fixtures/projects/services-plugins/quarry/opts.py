import eventlet

eventlet.monkey_patch()


def list_opts():
    # Read by the generator of sample files, by no process of the project.
    return []
