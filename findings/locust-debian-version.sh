#!/bin/sh
# Whether a worker of Debian's Locust can work for a master of the same package.
#
# Package: python3-locust 2.12.1-1 (Debian 12), with a DEALER of python3-zmq 24.0.1-4+b1 as a second worker.
# A good guess: it can, both are the same version; and a worker of another version gets a warning at most.
# What happens: `locust.__version__` of the package is the empty string. A worker sends it in "client_ready", and a master takes an empty
# one for a worker of before 2.0: it logs that and sends no "ack". A DEALER that says '2.12.1' instead gets the "ack".
# Seen:
#   locust.__version__ is ''
#   its worker: An old (pre 2.0) worker tried to connect
#   a DEALER that says '': no answer
#   a DEALER that says '2.12.1': ack
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get install -y python3-locust=2.12.1-1 python3-zmq=24.0.1-4+b1 >/dev/null 2>&1
cat > locustfile.py <<'PY'
from locust import User, constant, task

class Tester(User):
    wait_time = constant(1)

    @task
    def work(self):
        pass
PY
cat > case.py <<'PY'
import queue
import socket
import subprocess
import threading
import msgpack
import zmq

with socket.socket() as free:
    free.bind(('127.0.0.1', 0))
    port = free.getsockname()[1]
programs = []

def start(*arguments):
    program = subprocess.Popen(['/usr/bin/locust', '-f', 'locustfile.py', '--headless', *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    programs.append(program)
    lines = queue.Queue()
    threading.Thread(target=lambda: [lines.put(line) for line in program.stdout], daemon=True).start()
    return lines

def until(lines, text):
    while text not in (line := lines.get(timeout=20)):
        pass
    return line

context = zmq.Context()

def says(version):
    dealer = context.socket(zmq.DEALER)
    dealer.linger, dealer.rcvtimeo, dealer.identity = 0, 2000, b'case' + version.encode()
    dealer.connect(f'tcp://127.0.0.1:{port}')
    dealer.send(msgpack.dumps(['client_ready', version, dealer.identity.decode()]))
    try:
        answer = msgpack.loads(dealer.recv(), raw=False)[0]
    except zmq.Again:
        answer = 'no answer'
    print(f'a DEALER that says {version!r}: {answer}')

try:
    version = subprocess.run(['/usr/bin/python3', '-c', 'import locust; print(repr(locust.__version__))'], capture_output=True, text=True, check=True).stdout
    print(f'locust.__version__ is {version.strip()}')
    master = start('--master', '--master-bind-host', '127.0.0.1', '--master-bind-port', str(port), '--expect-workers', '2', '-u', '1')
    until(master, 'Waiting for workers')
    start('--worker', '--master-host', '127.0.0.1', '--master-port', str(port))
    until(master, 'An old (pre 2.0) worker tried to connect')
    print('its worker: An old (pre 2.0) worker tried to connect')
    says('')
    says('2.12.1')
finally:
    for program in programs:
        program.kill()
        program.wait()
    context.destroy(0)
PY
cat > expected <<'TEXT'
locust.__version__ is ''
its worker: An old (pre 2.0) worker tried to connect
a DEALER that says '': no answer
a DEALER that says '2.12.1': ack
TEXT
HOME=$folder /usr/bin/python3 case.py | tee seen
diff expected seen
