#!/bin/sh
# How many `stream` messages one `print(42)` makes, in two Jupyter kernels of Python.
#
# Package: xpython 0.14.3+~0.5.0-3 and python3-ipykernel 6.17.0-1 (Debian 12), with python3-zmq 24.0.1-4+b1 as the client.
# A good guess: one, with the text "42\n", from either.
# What happens: xeus-python sends "42" and the newline as two messages. A single write of "42\n" is one message, so it is the two writes
# of print() that it passes on one by one; ipykernel joins them. A client has to join the texts until the status is idle.
# Seen:
#   print(42) in xpython: ['42', '\n']
#   print(42) in ipykernel: ['42\n']
#   import sys; sys.stdout.write('42\n'); in xpython: ['42\n']
#   import sys; sys.stdout.write('42\n'); in ipykernel: ['42\n']
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get install -y xpython=0.14.3+~0.5.0-3 python3-ipykernel=6.17.0-1 python3-zmq=24.0.1-4+b1 >/dev/null 2>&1
cat > case.py <<'PY'
import hashlib
import hmac
import json
import socket as sockets
import subprocess
import time
import zmq

context = zmq.Context()

def free():
    with sockets.socket() as made:
        made.bind(('127.0.0.1', 0))
        return made.getsockname()[1]

def socket(kind, port):
    made = context.socket(kind)
    made.linger, made.rcvtimeo = 0, 30000
    if kind == zmq.SUB:
        made.subscribe(b'')
    made.connect(f'tcp://127.0.0.1:{port}')
    return made

def request(kind, content):
    header = {'msg_id': kind + str(time.time()), 'session': 'case', 'username': 'case', 'date': '2026-01-01T00:00:00Z', 'msg_type': kind, 'version': '5.3'}
    frames = [json.dumps(part).encode() for part in (header, {}, {}, content)]
    signature = hmac.new(b'case', b''.join(frames), hashlib.sha256).hexdigest().encode()
    return header['msg_id'], [b'<IDS|MSG>', signature, *frames]

def parts(frames):
    header, parent, _, content = frames[frames.index(b'<IDS|MSG>') + 2:][:4]
    return json.loads(header)['msg_type'], json.loads(parent), json.loads(content)

def streams(name, command, code):
    ports = {f'{part}_port': free() for part in ('shell', 'iopub', 'stdin', 'control', 'hb')}
    with open(f'{name}.json', 'w') as file:
        json.dump({'transport': 'tcp', 'ip': '127.0.0.1', 'key': 'case', 'signature_scheme': 'hmac-sha256', **ports}, file)
    kernel = subprocess.Popen([*command, '-f', f'{name}.json'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        shell, iopub = socket(zmq.DEALER, ports['shell_port']), socket(zmq.SUB, ports['iopub_port'])
        # Its answers to `kernel_info_request` go to both sockets: the subscription is there when iopub has one.
        iopub.rcvtimeo = 500
        for _ in range(60):
            shell.send_multipart(request('kernel_info_request', {})[1])
            shell.recv_multipart()
            try:
                iopub.recv_multipart()
                break
            except zmq.Again:
                pass
        iopub.rcvtimeo = 30000
        id, frames = request('execute_request', {'code': code, 'silent': False, 'store_history': True, 'user_expressions': {}, 'allow_stdin': False, 'stop_on_error': True})
        shell.send_multipart(frames)
        texts = []
        while True:
            kind, parent, content = parts(iopub.recv_multipart())
            if parent.get('msg_id') != id:
                continue
            if kind == 'stream':
                texts.append(content['text'])
            if kind == 'status' and content['execution_state'] == 'idle':
                return texts
    finally:
        kernel.kill()
        kernel.wait()

try:
    for code in ('print(42)', r"import sys; sys.stdout.write('42\n');"):
        print(f"{code} in xpython: {streams('xpython', ['xpython'], code)}")
        print(f"{code} in ipykernel: {streams('ipykernel', ['/usr/bin/python3', '-m', 'ipykernel_launcher'], code)}")
finally:
    context.destroy(0)
PY
cat > expected <<'TEXT'
print(42) in xpython: ['42', '\n']
print(42) in ipykernel: ['42\n']
import sys; sys.stdout.write('42\n'); in xpython: ['42\n']
import sys; sys.stdout.write('42\n'); in ipykernel: ['42\n']
TEXT
HOME=$folder /usr/bin/python3 case.py > seen
cat seen
diff expected seen
