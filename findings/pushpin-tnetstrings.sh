#!/bin/sh
# Whether a command to Pushpin's handler has a `T` before its tnetstring.
#
# Package: pushpin 1.36.0-2 (Debian 12), with python3-zmq 24.0.1-4+b1 as its peer.
# A good guess: it has. The requests that its proxy sends to a `zhttpreq/…` route begin with `T`; or else, that both forms are taken.
# What happens: a command is taken without the letter only. With it, the handler logs that the parse failed and sends no answer, not even
# one that says so, so a REQ that has no timeout waits on. What pushpin-publish sends begins without the letter too.
# Seen:
#   command without T: answered, a success
#   command with T: no answer, "received message with invalid format (tnetstring parse failed), skipping"
#   pushpin-publish sends: b'156:'
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get install -y pushpin=1.36.0-2 python3-zmq=24.0.1-4+b1 >/dev/null 2>&1
cat > pushpin.conf <<CONF
[global]
include=/usr/lib/pushpin/internal.conf
rundir=$folder
ipc_prefix=
[handler]
push_in_spec=ipc://$folder/pull
push_in_http_addr=127.0.0.1
push_in_http_port=0
command_spec=ipc://$folder/command
message_rate=2500
message_hwm=25000
CONF
cat > case.py <<'PY'
import subprocess
import zmq

def text(value):
    return b'%d:%s,' % (len(value), value)

fields = b''.join(map(text, [b'id', b'1', b'method', b'get-zmq-uris', b'args'])) + b'0:}'
command = b'%d:%s}' % (len(fields), fields)
context = zmq.Context()

def socket(kind, timeout):
    made = context.socket(kind)
    made.linger, made.rcvtimeo = 0, timeout
    return made

handler = subprocess.Popen(['pushpin-handler', '--config', 'pushpin.conf'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
try:
    while not handler.stdout.readline().endswith(' started\n'):
        assert handler.poll() is None
    for name, sent in (('without', command), ('with', b'T' + command)):
        request = socket(zmq.REQ, 3000)
        request.connect('ipc://command')
        request.send(sent)
        try:
            answer = request.recv()
            print(f"command {name} T: answered, {'a success' if b'7:success,4:true!' in answer else answer}")
        except zmq.Again:
            print(f'command {name} T: no answer, "{handler.stdout.readline().split("server: ")[-1].strip()}"')
    pull = socket(zmq.PULL, 10000)
    pull.bind('ipc://published')
    publish = subprocess.Popen(['pushpin-publish', '--spec', 'ipc://published', 'test', 'hello'], stdout=subprocess.DEVNULL)
    print(f'pushpin-publish sends: {pull.recv()[:4]}')
    publish.wait(10)
finally:
    handler.kill()
    handler.wait()
    context.destroy(0)
PY
/usr/bin/python3 case.py | tee seen
cat > expected <<'TEXT'
command without T: answered, a success
command with T: no answer, "received message with invalid format (tnetstring parse failed), skipping"
pushpin-publish sends: b'156:'
TEXT
diff expected seen
