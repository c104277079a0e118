"""Commands a proxy over its control socket, for the tests: `REQ|PAIR endpoint user password`, then a command a line on stdin.
Each is answered by a line of JSON: the frames as Latin-1, or null when nothing comes in the time that is given behind the command."""
import json
import sys

import zmq

kind, endpoint, user, password = sys.argv[1:]
context = zmq.Context()
socket = context.socket(getattr(zmq, kind))
socket.linger = 0
socket.plain_username = user.encode()
socket.plain_password = password.encode()
socket.connect(endpoint)
for line in iter(sys.stdin.readline, ''):
    command, wait = json.loads(line)
    socket.send_string(command)
    frames = socket.recv_multipart() if socket.poll(wait) else None
    print(json.dumps(frames and [frame.decode('latin1') for frame in frames]), flush=True)
context.destroy()
