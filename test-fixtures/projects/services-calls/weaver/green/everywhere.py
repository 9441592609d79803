"""Importing this is enough."""
from weaver.patching import patch

patch()
