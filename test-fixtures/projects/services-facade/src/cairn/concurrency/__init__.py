"""Green threads under names of the project's own."""
from cairn.concurrency.threads import sleep, spawn

__all__ = ['sleep', 'spawn']
