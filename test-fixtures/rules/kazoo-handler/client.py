from kazoo import client
from kazoo.handlers import eventlet as green  # expect: kazoo-handler
from kazoo.handlers import threading
from kazoo.handlers.eventlet import SequentialEventletHandler  # expect: kazoo-handler

GREEN = client.KazooClient(handler=green.SequentialEventletHandler())  # expect: kazoo-handler
OTHER = client.KazooClient(handler=SequentialEventletHandler())  # expect: kazoo-handler
PLAIN = client.KazooClient(handler=threading.SequentialThreadingHandler())
