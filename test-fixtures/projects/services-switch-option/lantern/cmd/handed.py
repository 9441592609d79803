from oslo_config import cfg

from lantern import modes


class Application:
    """Keeps the configuration that it is given."""

    def __init__(self, conf):
        self.conf = conf
        self.conf.register_cli_opts([
            cfg.StrOpt('backend', default='threading', choices=['threading', 'eventlet']),
        ])

    def run(self):
        self.conf([])
        if self.conf.backend == 'eventlet':
            modes.green()
        else:
            modes.threads()


def main():
    Application(cfg.ConfigOpts()).run()
