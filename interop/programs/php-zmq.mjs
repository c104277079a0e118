/** PHP's extension zmq, over libzmq. */
import { rolesOfBinding } from '../bindings.mjs'

export const packages = ['php8.2-cli', 'php8.2-zmq']
export const version = `php -r 'echo phpversion("zmq"), ", PHP ", PHP_VERSION;'`

const PROGRAM = `<?php
[$self, $verb, $endpoint] = $argv;
$context = new ZMQContext();
$types = ['reply' => ZMQ::SOCKET_REP, 'request' => ZMQ::SOCKET_REQ, 'push' => ZMQ::SOCKET_PUSH, 'pull' => ZMQ::SOCKET_PULL, 'subscribe' => ZMQ::SOCKET_SUB];
$socket = new ZMQSocket($context, $types[$verb]);
if ($verb === 'subscribe') $socket->setSockOpt(ZMQ::SOCKOPT_SUBSCRIBE, 'a');
$socket->connect($endpoint);
if ($verb === 'reply') {
  for (;;) {
    $request = $socket->recvMulti();
    if ($request === ['end']) break;
    $socket->sendMulti($request);
  }
  echo "ok\\n";
} elseif ($verb === 'request') {
  for ($i = 0; $i < 10; $i++) {
    $socket->sendMulti(["$i", 'x']);
    if ($socket->recvMulti() !== ["$i", 'x']) exit(1);
  }
  echo "ok 10\\n";
} elseif ($verb === 'push') {
  for ($i = 0; $i < 1000; $i++) $socket->sendMulti(["$i", str_repeat('x', 300)]);
  echo "ok\\n";
} elseif ($verb === 'pull') {
  for ($n = 0; $socket->recvMulti()[0] !== 'end'; $n++);
  echo "ok $n\\n";
} else {
  $n = 0;
  $ready = false;
  while (($text = $socket->recvMulti()[0]) !== 'a end') {
    if ($text === 'a') $n++;
    elseif (!$ready) { echo "ready\\n"; $ready = true; }
  }
  echo "ok $n\\n";
}
`

export const roles = rolesOfBinding((stage) => ['php', [stage.file('peer.php', PROGRAM)]])
