from eventlet import websocket  # expect: import-eventlet
from eventlet.websocket import WebSocketWSGI  # expect: import-eventlet


@websocket.WebSocketWSGI  # expect: websocket
def handle(ws):
    ws.send(ws.wait())


class Proxy(websocket.WebSocket):  # expect: websocket
    pass


application = WebSocketWSGI(handle)  # expect: websocket


def plain(client):
    return client.websocket.WebSocket()
