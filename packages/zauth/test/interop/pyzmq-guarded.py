"""A PULL of libzmq behind pyzmq's authenticator, in a thread or on asyncio. Obeys lines of JSON, and tells what it hears in such lines."""
import asyncio
import json
import sys
import zmq
import zmq.asyncio
from zmq.auth.asyncio import AsyncioAuthenticator
from zmq.auth.thread import ThreadAuthenticator

kind, options = sys.argv[1], json.loads(sys.argv[2])


def tell(**words):
    print(json.dumps(words), flush=True)


def obey(auth, line):
    verb, argument = json.loads(line)
    if verb == 'curve':
        auth.configure_curve(domain='global', location=argument)
    elif verb == 'plain':
        auth.configure_plain(domain='global', passwords=argument)
    elif verb == 'deny':
        auth.deny(argument)
    tell(done=verb)


def serve(context):
    server = context.socket(zmq.PULL)
    server.linger = 0
    server.zap_domain = b'global'
    if 'secret' in options:
        server.curve_server = True
        server.curve_secretkey = options['secret'].encode()
        server.curve_publickey = options['public'].encode()
    elif options.get('plain'):
        server.plain_server = True
    port = server.bind_to_random_port('tcp://127.0.0.1')
    tell(endpoint=f'tcp://127.0.0.1:{port}')
    return server


def report(frame):
    try:
        user = frame.get('User-Id')
    except zmq.ZMQError:
        user = ''
    tell(said=frame.bytes.decode(), user=user)


def in_thread():
    context = zmq.Context()
    auth = ThreadAuthenticator(context)
    auth.start()
    server = serve(context)
    poller = zmq.Poller()
    poller.register(server, zmq.POLLIN)
    poller.register(sys.stdin.fileno(), zmq.POLLIN)
    while True:
        ready = dict(poller.poll())
        if server in ready:
            report(server.recv(copy=False))
        if sys.stdin.fileno() in ready:
            line = sys.stdin.readline()
            if line == '':
                break
            obey(auth, line)
    auth.stop()
    context.destroy(0)


async def on_asyncio():
    context = zmq.asyncio.Context()
    auth = AsyncioAuthenticator(context)
    auth.start()
    server = serve(context)
    over = asyncio.Event()

    def read():
        line = sys.stdin.readline()
        if line == '':
            over.set()
        else:
            obey(auth, line)

    async def listen():
        while True:
            report(await server.recv(copy=False))

    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), read)
    listening = asyncio.create_task(listen())
    await over.wait()
    listening.cancel()
    auth.stop()
    context.destroy(0)


if kind == 'thread':
    in_thread()
else:
    asyncio.run(on_asyncio())
