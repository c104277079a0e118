/** GNU Octave's package zeromq, over libzmq. */
import { rolesOfBinding } from '../bindings.mjs'

export const packages = ['octave', 'octave-zeromq']
export const version = `octave-cli --no-init-file --eval 'printf("%s, Octave %s", pkg("describe", "zeromq"){1}.version, version())'`

const PROGRAM = `1;
pkg load zeromq

function frames = receive(socket)
  frames = {};
  do
    frames{end + 1} = char(zmq_recv(socket, 65536, 0));
  until !zmq_getsockopt(socket, ZMQ_RCVMORE)
end

function sendAll(socket, frames)
  for i = 1 : numel(frames) - 1
    zmq_send(socket, frames{i}, ZMQ_SNDMORE);
  end
  zmq_send(socket, frames{end}, 0);
end

arguments = argv();
verb = arguments{end - 1};
types = struct("reply", ZMQ_REP, "request", ZMQ_REQ, "push", ZMQ_PUSH, "pull", ZMQ_PULL, "subscribe", ZMQ_SUB);
socket = zmq_socket(types.(verb));
if strcmp(verb, "subscribe")
  zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "a");
end
zmq_connect(socket, arguments{end});
n = 0;
switch verb
  case "reply"
    while true
      request = receive(socket);
      if numel(request) == 1 && strcmp(request{1}, "end")
        break
      end
      sendAll(socket, request);
    end
    puts("ok\\n");
  case "request"
    for i = 0 : 9
      sendAll(socket, {num2str(i), "x"});
      assert(receive(socket), {num2str(i), "x"});
    end
    puts("ok 10\\n");
  case "push"
    for i = 0 : 999
      sendAll(socket, {num2str(i), repmat("x", 1, 300)});
    end
    puts("ok\\n");
  case "pull"
    while !strcmp(receive(socket){1}, "end")
      n++;
    end
    printf("ok %d\\n", n);
  case "subscribe"
    ready = false;
    while !strcmp(text = receive(socket){1}, "a end")
      if strcmp(text, "a")
        n++;
      elseif !ready
        ready = true;
        puts("ready\\n");
        fflush(stdout);
      end
    end
    printf("ok %d\\n", n);
end
fflush(stdout);
zmq_close(socket);
`

export const roles = rolesOfBinding((stage) => ['octave-cli', ['--no-init-file', '--quiet', stage.file('peer.m', PROGRAM)]])
