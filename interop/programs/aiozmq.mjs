/** aiozmq, asyncio over pyzmq. */
import { rolesOfBinding } from '../bindings.mjs'
import { python } from '../python.mjs'

export const packages = ['python3-aiozmq', 'python3-zmq']
export const version = `${python} -c 'import aiozmq, zmq; print(aiozmq.__version__, "pyzmq", zmq.__version__, "libzmq", zmq.zmq_version())'`

const PROGRAM = `import asyncio, sys
import aiozmq, zmq

verb, endpoint = sys.argv[1:]
types = {'reply': zmq.REP, 'request': zmq.REQ, 'push': zmq.PUSH, 'pull': zmq.PULL, 'subscribe': zmq.SUB}

async def main():
    stream = await aiozmq.create_zmq_stream(types[verb], connect=endpoint)
    if verb == 'subscribe':
        stream.transport.subscribe(b'a')
    if verb == 'reply':
        while (request := await stream.read()) != [b'end']:
            stream.write(request)
        print('ok')
    elif verb == 'request':
        for i in range(10):
            stream.write([b'%d' % i, b'x'])
            assert await stream.read() == [b'%d' % i, b'x']
        print('ok 10')
    elif verb == 'push':
        for i in range(1000):
            stream.write([b'%d' % i, b'x' * 300])
        await stream.drain()
        print('ok')
    elif verb == 'pull':
        n = 0
        while (await stream.read())[0] != b'end':
            n += 1
        print('ok', n)
    else:
        n, ready = 0, False
        while (text := (await stream.read())[0]) != b'a end':
            if text == b'a':
                n += 1
            elif not ready:
                ready = True
                print('ready', flush=True)
        print('ok', n)
    stream.close()

asyncio.run(main())
`

export const roles = rolesOfBinding((stage) => [python, [stage.file('peer.py', PROGRAM)]])
