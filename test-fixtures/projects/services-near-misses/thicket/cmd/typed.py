from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oslo_service import service


def main(launcher: 'service.Launcher' = None):
    return launcher
