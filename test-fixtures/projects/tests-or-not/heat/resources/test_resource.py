"""OS::Heat::TestResource, a plugin."""
import eventlet
