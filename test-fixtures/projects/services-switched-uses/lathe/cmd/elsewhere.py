from lathe import modes


def main():
    modes.setup()
    from oslo_service import threadgroup
    threadgroup.ThreadGroup().add_thread(print, 'working')
