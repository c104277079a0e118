/** Sockets of version 5. */
import * as v5 from '../../src/v5-compat.ts'
import { name } from '../pair.ts'

const open: v5.Socket[] = []

function make(type: v5.SocketType, options?: Record<string, unknown>): v5.Socket {
  const socket = v5.socket(type, options)
  open.push(socket)
  return socket
}

afterEach(() => {
  for (const socket of open.splice(0)) socket.close()
})

/** The next `count` messages, each as its frames' texts. */
function messages(socket: v5.Socket, count: number): Promise<string[][]> {
  return new Promise((resolve) => {
    const heard: string[][] = []
    socket.on('message', (...frames: Buffer[]) => {
      heard.push(frames.map(String))
      if (heard.length === count) resolve(heard)
    })
  })
}

function pipeline(): [push: v5.Socket, pull: v5.Socket] {
  const [push, pull, address] = [make('push'), make('pull'), name()]
  pull.bindSync(address)
  push.connect(address)
  return [push, pull]
}

describe('a socket of version 5', () => {
  it('is created by name, and throws for an unknown name', () => {
    for (const type of [
      'pair',
      'req',
      'rep',
      'pub',
      'sub',
      'dealer',
      'xreq',
      'router',
      'xrep',
      'pull',
      'push',
      'xpub',
      'xsub',
      'stream',
    ] as const) {
      expect(make(type).type).toBe(type)
    }
    for (const none of ['toString', 'reqs', '']) expect(() => v5.socket(none as 'req')).toThrow(`Invalid socket type: ${none}`)
    expect(v5.createSocket).toBe(v5.socket)
  })

  it('emits messages as frames, and converts numbers to text', async () => {
    const [push, pull] = pipeline()
    const heard = messages(pull, 3)
    push
      .send('text')
      .send(15.99)
      .send(['two', Buffer.from('frames')])
    expect(await heard).toEqual([['text'], ['15.99'], ['two', 'frames']])
  })

  it('joins what is sent with ZMQ_SNDMORE', async () => {
    const [push, pull] = pipeline()
    const heard = messages(pull, 2)
    push.send(['a', 'b'], v5.ZMQ_SNDMORE).send('c', v5.ZMQ_SNDMORE).send('d').send('e', null)
    expect(await heard).toEqual([['a', 'b', 'c', 'd'], ['e']])
  })

  it('queues without a limit, in order, until a peer accepts', async () => {
    const push = make('push')
    push.setsockopt(v5.ZMQ_SNDHWM, 1)
    const address = name()
    push.bindSync(address)
    for (let i = 0; i < 50; i++) push.send(String(i))
    const pull = make('pull')
    const heard = messages(pull, 50)
    pull.connect(address)
    expect((await heard).flat()).toEqual(Array.from({ length: 50 }, (_, i) => String(i)))
  })

  it('calls back once a message was sent, or with the error; without a callback emits the error', async () => {
    const [push] = pipeline()
    expect(await new Promise((resolve) => push.send('x', 0, resolve))).toBeUndefined()
    const lonely = make('push')
    lonely.setsockopt('linger', 0).setsockopt(v5.ZMQ_SNDTIMEO, 1)
    expect(await new Promise((resolve) => lonely.send('x', 0, resolve))).toMatchObject({ code: 'EAGAIN' })
    const error = new Promise((resolve) => lonely.once('error', resolve))
    lonely.send('x')
    expect(await error).toMatchObject({ code: 'EAGAIN' })
    expect(await new Promise((resolve) => make('sub').send('x', 0, resolve))).toMatchObject({ message: 'Cannot send on this socket type.' })
  })

  it('neither sends nor emits while it is paused', async () => {
    const [push, pull] = pipeline()
    let emitted = 0
    pull.on('message', () => emitted++)
    push.pause()
    push.send('held back')
    pull.pause()
    const other = make('push')
    other.connect(pull.getsockopt('last_endpoint') as string)
    await new Promise((resolve) => other.send('from another', 0, resolve))
    await new Promise((resolve) => setImmediate(resolve))
    expect(emitted).toBe(0)
    const heard = messages(pull, 2)
    pull.resume()
    push.resume()
    expect((await heard).flat().sort()).toEqual(['from another', 'held back'])
  })

  it('answers requests one by one', async () => {
    const [req, rep, address] = [make('req'), make('rep'), name()]
    rep.bindSync(address)
    rep.on('message', (...frames: Buffer[]) => void setImmediate(() => rep.send(frames)))
    req.connect(address)
    const heard = messages(req, 3)
    for (const each of ['1', '2', '3']) {
      req.send(each)
      await new Promise((resolve) => req.once('message', resolve))
    }
    expect((await heard).flat()).toEqual(['1', '2', '3'])
  })

  it('emits bind and unbind, calls back, and emits errors without a callback', async () => {
    const socket = make('pull')
    const address = name()
    const bound = new Promise((resolve) => socket.once('bind', resolve))
    expect(await new Promise((resolve) => socket.bind(address, resolve))).toBeUndefined()
    expect(await bound).toBe(address)
    const unbound = new Promise((resolve) => socket.once('unbind', resolve))
    socket.unbind(address)
    expect(await unbound).toBe(address)
    expect(await new Promise((resolve) => socket.unbind(address, resolve))).toMatchObject({ code: 'ENOENT' })
    const error = new Promise((resolve) => socket.once('error', resolve))
    socket.bind('foo-bar')
    expect(await error).toMatchObject({ code: 'EINVAL' })
  })

  it('emits events of connections by the names of version 5', async () => {
    const [server, client] = [make('rep'), make('req')]
    const heard = (socket: v5.Socket, event: string): Promise<unknown[]> =>
      new Promise((resolve) => socket.once(event, (...args: unknown[]) => resolve(args)))
    server.monitor()
    client.monitor()
    const [listening, accepted, delayed] = [heard(server, 'listen'), heard(server, 'accept'), heard(client, 'connect_delay')]
    server.bindSync('tcp://127.0.0.1:*')
    const [value, endpoint] = await listening
    client.connect(endpoint as string)
    expect([value, (await accepted)[1], (await delayed)[1]]).toEqual([undefined, endpoint, endpoint])
    const failing = make('rep')
    const failed = heard(failing, 'bind_error')
    failing.monitor()
    failing.bind(endpoint as string, () => undefined)
    expect(await failed).toEqual([expect.any(Number), expect.any(String), expect.objectContaining({ code: 'EADDRINUSE' })])
    expect(server.unmonitor()).toBe(server)
  })

  it('subscribes, and throws for a type that cannot', async () => {
    const [pub, sub, address] = [make('xpub'), make('sub'), name()]
    pub.bindSync(address)
    const heard = messages(pub, 2)
    sub.subscribe('a').connect(address)
    sub.unsubscribe('a')
    expect((await heard).flat()).toEqual(['\x01a', '\x00a'])
    expect(() => make('pull').subscribe('a')).toThrow('Subscriber socket required')
  })

  it('has no read()', () => {
    expect(() => make('pull').read()).toThrow(/read\(\) has been removed/)
  })

  it('may have properties of the program, and has the property closed', () => {
    const socket = make('pull')
    socket['mine'] = 5
    expect([socket['mine'], socket.closed, socket.close().closed]).toEqual([5, false, true])
  })
})

describe('options of version 5', () => {
  it('are set and read by number, by short name and as properties', () => {
    const socket = make('req', { backlog: 30, identity: 'me' })
    expect([socket.getsockopt(v5.ZMQ_BACKLOG), socket.getsockopt('backlog'), socket['backlog'], socket['identity']]).toEqual([
      30,
      30,
      30,
      'me',
    ])
    expect(socket.setsockopt('backlog', 75)).toBe(socket)
    expect(socket['backlog']).toBe(75)
  })

  it('are 0 and 1 where version 6 has booleans', () => {
    const socket = make('router')
    socket.setsockopt(v5.ZMQ_ROUTER_MANDATORY, 1).setsockopt(v5.ZMQ_IPV6, 1).setsockopt(v5.ZMQ_ROUTER_HANDOVER, 1)
    expect([socket.getsockopt(v5.ZMQ_ROUTER_MANDATORY), socket.getsockopt(v5.ZMQ_IPV6), socket.getsockopt(v5.ZMQ_IPV4ONLY)]).toEqual([
      1,
      1,
      false,
    ])
    socket.setsockopt(v5.ZMQ_IPV4ONLY, 1)
    expect(socket.getsockopt(v5.ZMQ_IPV6)).toBe(0)
    expect([socket.getsockopt('mechanism'), socket.getsockopt(v5.ZMQ_TYPE), make('pub').getsockopt(v5.ZMQ_EVENTS)]).toEqual([
      0,
      6,
      v5.ZMQ_POLLOUT,
    ])
  })

  it('throws for options that compatibility mode does not have', () => {
    const socket = make('xpub')
    for (const name of ['ZMQ_RCVMORE', 'ZMQ_FD', 'ZMQ_ROUTER_RAW'] as const) {
      expect(() => socket.getsockopt(v5[name]) as unknown).toThrow(`${name} is not supported in compatibility mode`)
    }
    expect(() => socket.getsockopt(v5.ZMQ_XPUB_VERBOSE) as unknown).toThrow('Reading ZMQ_XPUB_VERBOSE is not supported')
    for (const none of [9999, 'toString', 'nothing']) expect(() => socket.setsockopt(none as number, 1)).toThrow('Unknown option')
  })
})
