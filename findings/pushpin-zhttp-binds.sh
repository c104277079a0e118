#!/bin/sh
# Which side binds the endpoints of a `zhttp/…` or `zhttpreq/…` route of Pushpin: the proxy, or the backend that answers.
#
# Package: pushpin 1.36.0-2 (Debian 12); a script of Python 3 speaks ZMTP 3.0 over plain sockets to it.
# A good guess: the backend. A route names where requests go to; with a route of HTTP the backend listens and the proxy connects.
# What happens: the proxy binds, before any backend is there. `zhttp/` makes three endpoints of the one that the route names: a PUSH at
# `…-out`, a ROUTER at `…-out-stream` and a SUB at `…-in`; `zhttpreq/` makes one, a DEALER. A backend has to connect.
# Seen:
#   backend-in: the proxy listens, says SUB
#   backend-out: the proxy listens, says PUSH
#   backend-out-stream: the proxy listens, says ROUTER
#   request: the proxy listens, says DEALER
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get install -y pushpin=1.36.0-2 python3 >/dev/null 2>&1
cat > pushpin.conf <<CONF
[global]
include=/usr/lib/pushpin/internal.conf
rundir=$folder
ipc_prefix=
[proxy]
routesfile=routes
CONF
cat > routes <<ROUTES
* zhttp/ipc://$folder/backend
*,path_beg=/request zhttpreq/ipc://$folder/request
ROUTES
cat > case.py <<'PY'
import os
import socket
import subprocess

def told(path, kind):
    """The Socket-Type that the listener at `path` tells a peer of type `kind`."""
    with socket.socket(socket.AF_UNIX) as peer:
        peer.settimeout(10)
        peer.connect(path)
        peer.sendall(b'\xff' + bytes(8) + b'\x7f\x03\x00' + b'NULL'.ljust(20, b'\0') + bytes(32))
        stream = peer.makefile('rb')
        stream.read(64)
        ready = b'\x05READY\x0bSocket-Type' + len(kind).to_bytes(4, 'big') + kind
        peer.sendall(bytes([4, len(ready)]) + ready)
        answer = stream.read(stream.read(2)[1])
        value = answer[answer.index(b'Socket-Type') + len('Socket-Type'):]
        return value[4:4 + int.from_bytes(value[:4], 'big')].decode()

proxy = subprocess.Popen(['pushpin-proxy', '--config', 'pushpin.conf'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
try:
    while not proxy.stdout.readline().endswith(' started\n'):
        assert proxy.poll() is None
    kinds = {'backend-out': b'PULL', 'backend-out-stream': b'DEALER', 'backend-in': b'PUB', 'request': b'REP'}
    for name in sorted(name for name in os.listdir() if name.startswith(('backend', 'request'))):
        print(f'{name}: the proxy listens, says {told(name, kinds[name])}')
finally:
    proxy.kill()
    proxy.wait()
PY
cat > expected <<'TEXT'
backend-in: the proxy listens, says SUB
backend-out: the proxy listens, says PUSH
backend-out-stream: the proxy listens, says ROUTER
request: the proxy listens, says DEALER
TEXT
/usr/bin/python3 case.py | tee seen
diff expected seen
