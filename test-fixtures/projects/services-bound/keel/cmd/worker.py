import eventlet
from oslo_config import cfg
from oslo_service import service


def main():
    eventlet.monkey_patch(os=False)
    launcher = service.ProcessLauncher(cfg.CONF)
    from keel import server
    launcher.launch_service(server.ApiService(), workers=2)
    launcher.wait()
