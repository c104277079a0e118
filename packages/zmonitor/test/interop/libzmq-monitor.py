"""For the tests: sockets of libzmq with a monitor each live through what the test names. Each event is one JSON line of its frames in hex."""
import json
import sys

import zmq

context = zmq.Context()
ANY = 'tcp://127.0.0.1:*'


def dealer(**options):
    socket = context.socket(zmq.DEALER)
    socket.linger = 0
    for name, value in options.items():
        setattr(socket, name, value)
    return socket


def monitor(socket, name):
    socket.monitor('inproc://' + name, zmq.EVENT_ALL)
    reader = context.socket(zmq.PAIR)
    reader.linger = 0
    reader.rcvtimeo = 10000
    reader.connect('inproc://' + name)

    def say(count):
        for _ in range(count):
            print(json.dumps([name, endpoint, *(frame.hex() for frame in reader.recv_multipart())]))

    return say


server, client = dealer(), dealer(reconnect_ivl=-1)
server_says, client_says = monitor(server, 'server'), monitor(client, 'client')
server.bind(ANY)
endpoint = server.last_endpoint.decode()
client.connect(endpoint)
server_says(3)
client_says(3)
client.close()
server_says(1)
server.unbind(endpoint)
server_says(1)
server.disable_monitor()
server_says(1)

lost, left = dealer(), dealer(reconnect_ivl=-1)
left_says = monitor(left, 'left')
lost.bind(ANY)
endpoint = lost.last_endpoint.decode()
left.connect(endpoint)
left_says(3)
lost.close()
left_says(1)

failing = dealer(reconnect_ivl=10)
failing_says = monitor(failing, 'failing')
failing.connect(endpoint)
failing_says(3)

guarded, stranger = dealer(plain_server=True), dealer(reconnect_ivl=-1)
guarded_says = monitor(guarded, 'guarded')
guarded.bind(ANY)
endpoint = guarded.last_endpoint.decode()
stranger.connect(endpoint)
guarded_says(3)
sys.stdout.flush()
context.destroy(linger=0)
