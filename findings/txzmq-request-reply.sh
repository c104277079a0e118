#!/bin/sh
# The socket types and frames of txZMQ's request and reply connections.
#
# Package: python3-txzmq 0.8.0-3 (Debian 12), over python3-zmq 24.0.1-4+b1.
# A good guess: ZmqREQConnection is a REQ and ZmqREPConnection a REP, as ZmqPushConnection is a PUSH.
# What happens: they are a DEALER and a ROUTER. Peers are told these types, and a request has a frame of 16 bytes before the empty
# frame, by which the reply finds its request. So two requests can wait for replies at once, and replies may come in another order.
# Seen: what a ROUTER and a DEALER of pyzmq receive from them:
#   ZmqREQConnection says DEALER, the lengths of its frames: 16, 0, 5
#   ZmqREQConnection says DEALER, the lengths of its frames: 16, 0, 6
#   replies, the later first: second, first
#   ZmqREPConnection says ROUTER, its frames: id, empty, hello
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get install -y python3-txzmq=0.8.0-3 python3-zmq=24.0.1-4+b1 >/dev/null 2>&1
cat > case.py <<'PY'
import zmq
from twisted.internet import defer, reactor, threads
from txzmq import ZmqEndpoint, ZmqFactory, ZmqREPConnection, ZmqREQConnection

context = zmq.Context()

def peer(kind):
    socket = context.socket(kind)
    socket.linger, socket.rcvtimeo = 0, 10000
    return socket, f"tcp://127.0.0.1:{socket.bind_to_random_port('tcp://127.0.0.1')}"

class Reply(ZmqREPConnection):
    def gotMessage(self, id, *frames):
        self.reply(id, *frames)

@defer.inlineCallbacks
def main():
    factory = ZmqFactory()
    router, address = peer(zmq.ROUTER)
    connection = ZmqREQConnection(factory, ZmqEndpoint('connect', address))
    replies, order = [], []
    for text in (b'first', b'second'):
        reply = connection.sendMsg(text)
        reply.addCallback(lambda frames: order.append(frames[0].decode()))
        replies.append(reply)
    requests = []
    for _ in replies:
        frames = yield threads.deferToThread(router.recv_multipart, copy=False)
        print(f"ZmqREQConnection says {frames[0].get('Socket-Type')}, the lengths of its frames: {', '.join(str(len(frame.bytes)) for frame in frames[1:])}")
        requests.append([frame.bytes for frame in frames])
    for request in reversed(requests):
        router.send_multipart(request)
    yield defer.gatherResults(replies)
    print(f"replies, the later first: {', '.join(order)}")

    dealer, address = peer(zmq.DEALER)
    Reply(factory, ZmqEndpoint('connect', address))
    dealer.send_multipart([b'id', b'', b'hello'])
    frames = yield threads.deferToThread(dealer.recv_multipart, copy=False)
    print(f"ZmqREPConnection says {frames[0].get('Socket-Type')}, its frames: {', '.join(frame.bytes.decode() or 'empty' for frame in frames)}")
    factory.shutdown()

def failed(failure):
    failure.printTraceback()

reactor.callWhenRunning(lambda: main().addErrback(failed).addBoth(lambda _: reactor.stop()))
reactor.run()
context.destroy(0)
PY
cat > expected <<'TEXT'
ZmqREQConnection says DEALER, the lengths of its frames: 16, 0, 5
ZmqREQConnection says DEALER, the lengths of its frames: 16, 0, 6
replies, the later first: second, first
ZmqREPConnection says ROUTER, its frames: id, empty, hello
TEXT
/usr/bin/python3 case.py | tee seen
diff expected seen
