#!/bin/sh
# The bytes that m2sh, the tool of the web server Mongrel2, sends to the server's control port.
#
# Package: mongrel2-core 1.12.2-3+b1 (Debian 12; m2sh says 1.12.2), with a REP of python3-zmq 24.0.1-4+b1 in the place of the server.
# A good guess: one frame that is one tnetstring, the format of the control port; it tells its own length and needs no terminator.
# What happens: the frame has one byte more, a NUL after the tnetstring. A server that answers m2sh, or a test that compares frames, has
# to allow for it.
# Seen: m2sh sent 31 bytes: b'26:6:status,13:4:what,3:net,}]\x00'
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get install -y mongrel2-core=1.12.2-3+b1 python3-zmq=24.0.1-4+b1 >/dev/null 2>&1
mkdir logs run tmp
cat > mongrel2.conf <<'CONF'
main = Server(uuid="00000000-0000-4000-8000-000000000001", name="main", access_log="/logs/access.log", error_log="/logs/error.log",
  chroot="./", pid_file="/run/mongrel2.pid", default_host="localhost", bind_addr="127.0.0.1", port=6767, hosts=[Host(name="localhost", routes={})])
servers = [main]
CONF
export LOGNAME=case
m2sh load -config mongrel2.conf -db config.sqlite >load 2>&1 || { cat load; exit 1; }
cat > case.py <<'PY'
import subprocess
import zmq

context = zmq.Context()
reply = context.socket(zmq.REP)
reply.linger, reply.rcvtimeo = 0, 10000
reply.bind('ipc://run/control')
shell = subprocess.Popen(['m2sh', 'control', '-db', 'config.sqlite', '-name', 'main'], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    shell.stdin.write(b'status what=net\n')
    shell.stdin.flush()
    frame = reply.recv()
    print(f'm2sh sent {len(frame)} bytes: {frame!r}')
    reply.send(b'35:7:headers,10:6:answer,]4:rows,4:0:,]]}')
finally:
    shell.kill()
    shell.wait()
    context.destroy(0)
PY
/usr/bin/python3 case.py | tee seen
cat > expected <<'TEXT'
m2sh sent 31 bytes: b'26:6:status,13:4:what,3:net,}]\x00'
TEXT
diff expected seen
