#!/bin/sh
# The messages that uWSGI publishes as a handler of Mongrel2 for a response with a body.
#
# Package: uwsgi-core 2.0.21-5.1 (Debian 12) with its plugins mongrel2 and cgi; python3-zmq 24.0.1-4+b1 in the place of Mongrel2.
# A good guess: the headers, the body, and the empty message that ends the response.
# What happens: the headers and the end, no body. The log has an error of writing the headers, which were published all the same: the source
# of the plugin takes any result of zmq_sendmsg() but 0 for an error, and the result is the number of bytes.
# (Debian's plugin alone is not loaded, "undefined symbol: json_object_iter_value", so its library jansson is preloaded here.)
# Seen:
#   published: 'HTTP/1.1 200 OK\r\nX-Case: yes\r\n\r\n'
#   published: ''
#   then nothing for 1 s
#   log: uwsgi_response_write_headers_do() failed
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get install -y uwsgi-core=2.0.21-5.1 libjansson4 python3-zmq=24.0.1-4+b1 >/dev/null 2>&1
cat > answer.sh <<'CGI'
#!/bin/sh
printf 'X-Case: yes\r\n\r\nbody of the response'
CGI
chmod +x answer.sh
cat > case.py <<'PY'
import json
import os
import subprocess
import zmq

context = zmq.Context()
push, publications = context.socket(zmq.PUSH), context.socket(zmq.SUB)
publications.subscribe(b'')
for socket in (push, publications):
    socket.linger, socket.rcvtimeo = 0, 10000
requests, responses = (f"tcp://127.0.0.1:{socket.bind_to_random_port('tcp://127.0.0.1')}" for socket in (push, publications))
monitor = publications.get_monitor_socket(zmq.EVENT_HANDSHAKE_SUCCEEDED)
monitor.rcvtimeo = 10000
program = subprocess.Popen(
    ['uwsgi-core', '--plugin', 'mongrel2', '--plugin', '0:cgi', '--cgi', os.path.abspath('answer.sh'), '--zeromq', f'{requests},{responses}', '--master', '--die-on-term'],
    env={**os.environ, 'LD_PRELOAD': 'libjansson.so.4'}, stdin=subprocess.DEVNULL, stdout=open('log', 'w'), stderr=subprocess.STDOUT)
try:
    monitor.recv_multipart()
    headers = json.dumps({'PATH': '/', 'METHOD': 'GET', 'VERSION': 'HTTP/1.1', 'URI': '/', 'QUERY': '', 'host': 'localhost'})
    push.send(f'case 7 / {len(headers)}:{headers},0:,'.encode())
    while True:
        try:
            address, _, text = publications.recv().decode().partition(', ')
            assert address == 'case 1:7'
            print(f'published: {text!r}')
            publications.rcvtimeo = 1000
        except zmq.Again:
            print('then nothing for 1 s')
            break
finally:
    program.terminate()
    program.wait(20)
    context.destroy(0)
PY
cat > expected <<'TEXT'
published: 'HTTP/1.1 200 OK\r\nX-Case: yes\r\n\r\n'
published: ''
then nothing for 1 s
log: uwsgi_response_write_headers_do() failed
TEXT
/usr/bin/python3 case.py > seen
sed -n 's/.* - \(uwsgi_response_write_headers_do()\) .*/log: \1 failed/p' log >> seen
cat seen
diff expected seen
