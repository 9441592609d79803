"""The std.test action."""
import eventlet
