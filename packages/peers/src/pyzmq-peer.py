"""A peer on pyzmq: obeys commands, one JSON line each, with one socket at a time. The words are those of `InteropSide`."""
import hashlib
import json
import struct
import sys

import zmq
import zmq.auth
from zmq.auth.thread import ThreadAuthenticator

OPTIONS = {
    'sendHighWaterMark': zmq.SNDHWM,
    'receiveHighWaterMark': zmq.RCVHWM,
    'sendTimeout': zmq.SNDTIMEO,
    'receiveTimeout': zmq.RCVTIMEO,
    'routingId': zmq.ROUTING_ID,
    'probeRouter': zmq.PROBE_ROUTER,
    'mandatory': zmq.ROUTER_MANDATORY,
    'plainServer': zmq.PLAIN_SERVER,
    'plainUsername': zmq.PLAIN_USERNAME,
    'plainPassword': zmq.PLAIN_PASSWORD,
    'curveServer': zmq.CURVE_SERVER,
    'curvePublicKey': zmq.CURVE_PUBLICKEY,
    'curveSecretKey': zmq.CURVE_SECRETKEY,
    'curveServerKey': zmq.CURVE_SERVERKEY,
}

SMALL = [0, 1, 32, 127, 128, 222, 223, 254, 255, 256, 257, 1000, 33]
LARGE = [65535, 65536, 1 << 20, 1 << 24]
block = bytes((j * 31 + (j >> 8) * 7) & 255 for j in range(65521))
pattern = (block * 257)[: (1 << 24) + 256]

context = zmq.Context()


def body(kind, i):
    number = struct.pack('>I', i)
    if kind == 'large':
        return [number, b'', pattern[: LARGE[i % len(LARGE)]]]
    filler = pattern[i % 256 : i % 256 + SMALL[i % len(SMALL)]]
    return [
        lambda: [number + filler],
        lambda: [number, filler],
        lambda: [number, b'', filler],
        lambda: [b'', number, filler],
        lambda: [number, filler, b''],
        lambda: [b''],
    ][i % 6]()


def note(digest, frames):
    digest.update(struct.pack('>I', len(frames)))
    for frame in frames:
        digest.update(struct.pack('>I', len(frame)))
        digest.update(frame)


def latin1(texts):
    return [text.encode('latin1') for text in texts]


class Verbs:
    def guard(self):
        self.guardian = ThreadAuthenticator(context)
        self.guardian.start()
        self.guardian.configure_plain(domain='*', passwords={'joe': 'secret'})
        self.guardian.configure_curve(domain='*', location=zmq.auth.CURVE_ALLOW_ANY)

    def open(self, type, options):
        self.type = type
        self.socket = context.socket(getattr(zmq, type))
        for name, value in options.items():
            self.socket.setsockopt(OPTIONS[name], value.encode('latin1') if isinstance(value, str) else int(value))

    def bind(self, endpoint):
        self.socket.bind(endpoint)
        return self.socket.getsockopt(zmq.LAST_ENDPOINT).rstrip(b'\0').decode()

    def connect(self, endpoint):
        self.socket.connect(endpoint)

    def subscribe(self, topic):
        if self.type == 'SUB':
            self.socket.setsockopt(zmq.SUBSCRIBE, topic.encode('latin1'))
        else:
            self.socket.send(b'\1' + topic.encode('latin1'))

    def probe(self):
        self.socket.send(b'probe')

    def receiveOne(self):
        return [frame.decode('latin1') for frame in self.socket.recv_multipart()]

    def send(self, kind, count, prefix=(), decoy=None):
        envelope = latin1(prefix)
        for i in range(count):
            if decoy is not None and i % 10 == 0:
                self.socket.send_multipart([decoy.encode('latin1'), struct.pack('>I', i)])
            self.socket.send_multipart(envelope + body(kind, i))

    def receive(self, count, strip=0):
        digest = hashlib.sha256()
        for i in range(count):
            frames = self.socket.recv_multipart()
            while i == 0 and frames[0] == b'probe':
                say({'progress': True})
                frames = self.socket.recv_multipart()
            note(digest, frames[strip:])
        return digest.hexdigest()

    def ask(self, kind, count, window, prefix=()):
        digest = hashlib.sha256()
        envelope = latin1(prefix)
        for i in range(count):
            self.socket.send_multipart(envelope + body(kind, i))
            if i >= window - 1:
                note(digest, self.socket.recv_multipart()[len(envelope) :])
        for _ in range(min(window - 1, count)):
            note(digest, self.socket.recv_multipart()[len(envelope) :])
        return digest.hexdigest()

    def answer(self, count, strip=0):
        digest = hashlib.sha256()
        for _ in range(count):
            frames = self.socket.recv_multipart()
            note(digest, frames[strip:])
            self.socket.send_multipart(frames)
        return digest.hexdigest()

    def pour(self, bytes):
        peer, _ = self.socket.recv_multipart()
        digest = hashlib.sha256()
        for at in range(0, bytes, 50000):
            self.socket.send_multipart([peer, pattern[at : min(at + 50000, bytes)]])
        got = 0
        while got < bytes:
            _, data = self.socket.recv_multipart()
            got += len(data)
            digest.update(data)
        return digest.hexdigest()

    def mirror(self, bytes):
        peer, _ = self.socket.recv_multipart()
        digest = hashlib.sha256()
        got = 0
        while got < bytes:
            _, data = self.socket.recv_multipart()
            got += len(data)
            digest.update(data)
            self.socket.send_multipart([peer, data])
        return digest.hexdigest()

    def hangUp(self):
        self.socket.close()


def say(reply):
    print(json.dumps(reply), flush=True)


verbs = Verbs()
for line in iter(sys.stdin.readline, ''):
    command = json.loads(line)
    verb = command.pop('verb')
    try:
        say({'done': getattr(verbs, verb)(**command)})
    except Exception as error:
        say({'failed': f'{verb}: {error!r}'})
