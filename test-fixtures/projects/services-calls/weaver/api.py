from weaver.patching import patch as prepare

__all__ = ('prepare',)
