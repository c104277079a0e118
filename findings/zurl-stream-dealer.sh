#!/bin/sh
# What Zurl, an HTTP client in messages, binds at `in_stream_spec`, where the later parts of a request arrive.
#
# Package: zurl 1.11.1-1+b1 (Debian 12); a script of Python 3 speaks ZMTP 3.0 over plain sockets to it.
# A good guess: a ROUTER (as at `in_req_spec`) or a PULL (as at `in_spec`): many clients send there, and Zurl answers by a PUB.
# What happens: it is a DEALER, and its READY has the instance id as identity. A client is the ROUTER, and sends each part to that id.
# Seen:
#   in_req says ROUTER, identity ''
#   in says PULL, no identity
#   in_stream says DEALER, identity 'case'
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get install -y zurl=1.11.1-1+b1 python3 >/dev/null 2>&1
cat > zurl.conf <<CONF
[General]
instance_id=case
in_spec=ipc://$folder/in
in_stream_spec=ipc://$folder/in_stream
out_spec=ipc://$folder/out
in_req_spec=ipc://$folder/in_req
CONF
cat > case.py <<'PY'
import socket
import subprocess

def told(path, kind):
    """The properties of the READY that the listener at `path` sends to a peer of type `kind`."""
    with socket.socket(socket.AF_UNIX) as peer:
        peer.settimeout(10)
        peer.connect(path)
        peer.sendall(b'\xff' + bytes(8) + b'\x7f\x03\x00' + b'NULL'.ljust(20, b'\0') + bytes(32))
        stream = peer.makefile('rb')
        stream.read(64)
        ready = b'\x05READY\x0bSocket-Type' + len(kind).to_bytes(4, 'big') + kind
        peer.sendall(bytes([4, len(ready)]) + ready)
        rest = stream.read(stream.read(2)[1])[6:]
        properties = {}
        while rest:
            name, rest = rest[1:1 + rest[0]].decode(), rest[1 + rest[0]:]
            size, rest = int.from_bytes(rest[:4], 'big'), rest[4:]
            properties[name], rest = rest[:size].decode(), rest[size:]
        return properties

zurl = subprocess.Popen(['zurl', '--config=zurl.conf', '--verbose'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
try:
    while not zurl.stdout.readline().endswith(' started\n'):
        assert zurl.poll() is None
    for name, kind in (('in_req', b'REQ'), ('in', b'PUSH'), ('in_stream', b'ROUTER')):
        properties = told(name, kind)
        identity = f"identity {properties['Identity']!r}" if 'Identity' in properties else 'no identity'
        print(f"{name} says {properties['Socket-Type']}, {identity}")
finally:
    zurl.kill()
    zurl.wait()
PY
cat > expected <<'TEXT'
in_req says ROUTER, identity ''
in says PULL, no identity
in_stream says DEALER, identity 'case'
TEXT
timeout 30 /usr/bin/python3 case.py > seen
cat seen
diff expected seen
