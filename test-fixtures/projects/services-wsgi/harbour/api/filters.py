class Filter:
    """Named by the paste file; harmless."""

    @classmethod
    def factory(cls, global_conf, **local_conf):
        return cls


def green_filter(global_conf, **local_conf):
    import eventlet
    eventlet.monkey_patch()
    return Filter
