/** libzmq's scenarios for endpoints, reconnecting and the end, one to one: the name of its test program is that of the group. */
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { Context, Dealer, Pair, Pull, Push, Reply, Request, Router, Subscriber, XPublisher } from '../../src/index.ts'
import type { Event, Socket } from '../../src/index.ts'
import { Stage, TRANSPORTS, WIRES, connections, drain, take, text, turn, until } from '../stage.ts'
import { ManualRuntime } from './manual-runtime.ts'

/** The next `count` events, by type. */
async function events(socket: Socket, count: number): Promise<string[]> {
  const all: string[] = []
  while (all.length < count) all.push((await socket.events.receive()).type)
  return all
}

/** An endpoint where nobody is. */
async function nobody(stage: Stage): Promise<string> {
  const finder = stage.make(Pull)
  const endpoint = await stage.bind(finder)
  await finder[Symbol.asyncDispose]()
  return endpoint
}

describe.each(WIRES)('reconnect_ivl over %s', (transport) => {
  it('never connects again with -1', async () => {
    await using stage = new Stage(transport)
    const [a, b] = [stage.make(Pair, { reconnectInterval: -1 }), stage.make(Pair)]
    const endpoint = await stage.meet(b, a)
    const gone = new Promise((resolve) => a.events.on('disconnect', resolve))
    await b.unbind(endpoint)
    await gone
    const again = stage.make(Pair)
    await again.bind(endpoint)
    // Somebody else comes in at once; who was told never to, does not.
    await stage.join(stage.make(Pair), endpoint)
    expect(connections(again)).toBe(1)
    expect(a.writable).toBe(false)
  })

  it('connects again otherwise, and nothing of what waited is lost', async () => {
    await using stage = new Stage(transport)
    const [a, b] = [stage.make(Pair, { reconnectInterval: 1 }), stage.make(Pair)]
    const endpoint = await stage.meet(b, a)
    const gone = new Promise((resolve) => a.events.on('disconnect', resolve))
    await b.unbind(endpoint)
    await gone
    await a.send('waits')
    const again = stage.make(Pair)
    await again.bind(endpoint)
    expect(text(await again.receive())).toEqual(['waits'])
  })
})

describe('reconnect_options', () => {
  it('tries again and says so, in this order', async () => {
    await using stage = new Stage('tcp')
    const push = stage.make(Push, { reconnectInterval: 1 })
    void push.events
    push.connect(await nobody(stage))
    expect(await events(push, 6)).toEqual(['connect:delay', 'close', 'connect:retry', 'connect:delay', 'close', 'connect:retry'])
  })

  it('says of a connection that it was made, shaken hands on and lost, in this order', async () => {
    await using stage = new Stage('tcp')
    const [push, pull] = [stage.make(Push, { reconnectInterval: 1 }), stage.make(Pull)]
    void push.events
    const endpoint = await stage.meet(pull, push)
    expect(await events(push, 3)).toEqual(['connect:delay', 'connect', 'handshake'])
    await pull.unbind(endpoint)
    expect(await events(push, 2)).toEqual(['disconnect', 'connect:retry'])
  })

  it('gives up when refused, if told to', async () => {
    await using stage = new Stage('tcp')
    const push = stage.make(Push, { reconnectInterval: 1, reconnectStop: 1 })
    void push.events
    push.connect(await nobody(stage))
    expect(await events(push, 2)).toEqual(['connect:delay', 'close'])
    await until(() => !push.writable)
    push.close()
    expect(await events(push, 1)).toEqual(['end'])
  })

  it('gives up when the handshake fails, if told to', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined).resume().end('this is no ZMTP at all, it is just text\n'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const endpoint = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`
    await using stage = new Stage('tcp')
    const push = stage.make(Push, { reconnectInterval: 1, reconnectStop: 2 })
    void push.events
    push.connect(endpoint)
    const seen = await events(push, 3)
    expect(seen.slice(0, 2)).toEqual(['connect:delay', 'connect'])
    expect(seen[2]).toMatch(/^handshake:error/)
    await until(() => !push.writable)
    push.close()
    expect((await events(push, 1))[0]).not.toBe('connect:retry')
    await new Promise((resolve) => server.close(resolve))
  })
})

describe('monitor', () => {
  it.each(WIRES)('both ends say what happens, in order, over %s', async (transport) => {
    await using stage = new Stage(transport)
    const [server, client] = [stage.make(Reply), stage.make(Request, { reconnectInterval: -1 })]
    void [server.events, client.events]
    const endpoint = await stage.meet(server, client)
    expect(await events(client, 3)).toEqual(['connect:delay', 'connect', 'handshake'])
    await client[Symbol.asyncDispose]()
    await until(() => connections(server) === 0)
    await server.unbind(endpoint)
    const seen: Event[] = []
    for (let i = 0; i < 5; i++) seen.push(await server.events.receive())
    expect(seen.map(({ type }) => type)).toEqual(['bind', 'accept', 'handshake', 'disconnect', 'close'])
    expect(seen.map((event) => (event as { address: string }).address)).toEqual(Array(5).fill(endpoint))
  })
})

describe('last_endpoint and unbind_wildcard', () => {
  it.each(WIRES)('is the endpoint as it really is, and can be unbound and bound again, over %s', async (transport) => {
    await using stage = new Stage(transport)
    const pull = stage.make(Pull)
    expect(pull.lastEndpoint).toBeNull()
    const endpoint = await pull.bind(transport === 'tcp' ? 'tcp://127.0.0.1:*' : 'ipc://*')
    expect([pull.lastEndpoint, endpoint]).toEqual([endpoint, expect.not.stringContaining('*')])
    await pull.unbind(endpoint)
    if (transport === 'tcp') expect(await pull.bind(endpoint)).toBe(endpoint)
  })

  it('unbinds what was bound to all addresses, IPv6 too', async () => {
    await using stage = new Stage('tcp')
    const pull = stage.make(Pull, { ipv6: true })
    for (const address of ['tcp://*:*', 'tcp://[::]:*', 'tcp://127.0.0.1:*', 'tcp://[::1]:*']) await pull.unbind(await pull.bind(address))
  })
})

describe('term_endpoint', () => {
  it.each(TRANSPORTS)('nobody is there to send to after disconnect, over %s', async (transport) => {
    await using stage = new Stage(transport)
    const [push, pull] = [stage.make(Push), stage.make(Pull)]
    const endpoint = await stage.meet(pull, push)
    await push.send('one')
    expect(text(await pull.receive())).toEqual(['one'])
    push.disconnect(endpoint)
    expect(push.trySend('two')).toBe(false)
  })

  it.each(WIRES)('nobody is there to send to after unbind, over %s', async (transport) => {
    await using stage = new Stage(transport)
    const [push, pull] = [stage.make(Push), stage.make(Pull, { reconnectInterval: -1 })]
    const endpoint = await stage.meet(push, pull)
    await push.send('one')
    await push.unbind(endpoint)
    expect(text(await pull.receive())).toEqual(['one'])
    expect(push.trySend('two')).toBe(false)
  })

  it.each(TRANSPORTS)('an endpoint that is not there cannot be ended: ENOENT, over %s', async (transport) => {
    await using stage = new Stage(transport)
    const [push, endpoint] = [stage.make(Push), transport === 'inproc' ? 'inproc://none' : await nobody(stage)]
    await expect(push.unbind(endpoint)).rejects.toMatchObject({ code: 'ENOENT' })
    expect(() => push.disconnect(endpoint)).toThrow(expect.objectContaining({ code: 'ENOENT' }))
  })

  it('a wildcard cannot be unbound by its wildcard', async () => {
    await using stage = new Stage('tcp')
    const pull = stage.make(Pull)
    await pull.bind('tcp://127.0.0.1:*')
    await expect(pull.unbind('tcp://127.0.0.1:*')).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('connect_resolve', () => {
  it.each([
    ['a name', 'tcp://localhost:1234'],
    ['an IPv6 address', 'tcp://[::1]:1234'],
    ['a source address', 'tcp://lo:0;localhost:1234'],
  ])('takes %s', async (_what, endpoint) => {
    await using stage = new Stage('tcp')
    const pull = stage.make(Pull, { ipv6: true })
    expect(() => pull.connect(endpoint)).not.toThrow()
  })

  it.each([
    ['a space in it', 'tcp://in val id:1234', 'EINVAL'],
    ['no host', 'tcp://', 'EINVAL'],
    ['no port', 'tcp://localhost', 'EINVAL'],
    ['a port that is none', 'tcp://localhost:invalid', 'EINVAL'],
    ['a port of 0', 'tcp://localhost:0', 'EINVAL'],
    ['a protocol nobody speaks', 'invalid://localhost:1234', 'EPROTONOSUPPORT'],
  ])('refuses %s', async (_what, endpoint, code) => {
    await using stage = new Stage('tcp')
    const pull = stage.make(Pull)
    expect(() => pull.connect(endpoint)).toThrow(expect.objectContaining({ code }))
  })
})

describe('inproc_connect', () => {
  it.each(['bind', 'connect'])('%s first: what was sent arrives', async (first) => {
    await using stage = new Stage('inproc')
    const [a, b] = [stage.make(Pair), stage.make(Pair)]
    if (first === 'connect') a.connect('inproc://a')
    await b.bind('inproc://a')
    if (first === 'bind') a.connect('inproc://a')
    await a.send('foobar')
    expect(text(await b.receive())).toEqual(['foobar'])
  })

  it.each(['before', 'after'])('ten connect %s the bind, and all are heard', async (when) => {
    await using stage = new Stage('inproc')
    const pull = stage.make(Pull)
    const pushes = Array.from({ length: 10 }, () => stage.make(Push))
    if (when === 'after') await pull.bind('inproc://ten')
    for (const push of pushes) push.connect('inproc://ten')
    for (const [i, push] of pushes.entries()) await push.send(String(i))
    if (when === 'before') await pull.bind('inproc://ten')
    expect((await take(pull, 10)).sort()).toEqual(pushes.map((_, i) => String(i)))
  })

  it('a routing id given before the bind is known', async () => {
    await using stage = new Stage('inproc')
    const [dealer, router] = [stage.make(Dealer, { routingId: 'me' }), stage.make(Router)]
    dealer.connect('inproc://id')
    await dealer.send('x')
    await router.bind('inproc://id')
    expect(text(await router.receive())).toEqual(['me', 'x'])
  })

  it('a connect that nobody ever binds for ends with its socket', async () => {
    await using stage = new Stage('inproc')
    const [push, pull] = [stage.make(Push), stage.make(Pull)]
    push.connect('inproc://never')
    await push.send('lost')
    await push[Symbol.asyncDispose]()
    await pull.bind('inproc://never')
    expect([pull.readable, push.drops.lost]).toEqual([false, 1])
  })

  it.each(['closed', 'disconnected'])('what was sent to a name that nobody had bound yet arrives although its sender has %s', async (how) => {
    await using stage = new Stage('inproc')
    const [push, pull] = [stage.make(Push, { linger: -1 }), stage.make(Pull)]
    push.connect('inproc://later')
    await push.send('one')
    await push.send(['two', 'frames'])
    if (how === 'closed') await push[Symbol.asyncDispose]()
    else push.disconnect('inproc://later')
    await pull.bind('inproc://later')
    expect([await take(pull, 2), connections(pull), push.drops.lost]).toEqual([['one', 'two|frames'], 0, 0])
  })

  it.each([[99, ['kept']], [100, []]])('with linger 100, %i ms after its sender was closed, %j arrives', async (wait, arrives) => {
    const runtime = new ManualRuntime()
    await using stage = new Stage('inproc', { runtime })
    const [dealer, router] = [stage.make(Dealer, { linger: 100, routingId: 'me' }), stage.make(Router)]
    dealer.connect('inproc://soon')
    await dealer.send('kept')
    await dealer[Symbol.asyncDispose]()
    runtime.advance(wait)
    await router.bind('inproc://soon')
    expect([drain(router), dealer.drops.lost]).toEqual([arrives.map((each) => `me|${each}`), 1 - arrives.length])
  })

  it('an unbound name is free again, and who was connected stays so', async () => {
    await using stage = new Stage('inproc')
    const [a, b, c] = [stage.make(Pair), stage.make(Pair), stage.make(Pair)]
    await a.bind('inproc://again')
    b.connect('inproc://again')
    await a.unbind('inproc://again')
    await c.bind('inproc://again')
    await b.send('to a')
    expect([text(await a.receive()), c.readable]).toEqual([['to a'], false])
  })

  it('a name belongs to one socket, and to one context', async () => {
    await using stage = new Stage('inproc')
    await using other = new Stage('inproc')
    await stage.make(Pull).bind('inproc://mine')
    await expect(stage.make(Pull).bind('inproc://mine')).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await other.make(Pull).bind('inproc://mine')
  })

  it('closing the bound socket frees the name', async () => {
    await using stage = new Stage('inproc')
    const first = stage.make(Pull)
    await first.bind('inproc://freed')
    await first[Symbol.asyncDispose]()
    await stage.make(Pull).bind('inproc://freed')
  })
})

describe('disconnect_inproc', () => {
  it('parts while publishing, and may connect again', async () => {
    await using stage = new Stage('inproc')
    const [xpub, sub] = [stage.make(XPublisher), stage.make(Subscriber)]
    const endpoint = await stage.meet(xpub, sub)
    for (let i = 0; i < 5; i++) {
      sub.subscribe('t')
      expect(text(await xpub.receive())).toEqual(['\u0001t'])
      await xpub.send(`t${i}`)
      expect(text(await sub.receive())).toEqual([`t${i}`])
      sub.disconnect(endpoint)
      expect(text(await xpub.receive())).toEqual(['\u0000t'])
      sub.unsubscribe('t')
      await stage.join(sub, endpoint)
    }
  })
})

describe('rebind_ipc', () => {
  it('binds a path again right after the socket that had it was closed', async () => {
    await using stage = new Stage('ipc')
    const first = stage.make(Push)
    const endpoint = await stage.bind(first)
    await first[Symbol.asyncDispose]()
    const [push, pull] = [stage.make(Push), stage.make(Pull)]
    await push.bind(endpoint)
    await stage.join(pull, endpoint)
    await push.send('42')
    expect(text(await pull.receive())).toEqual(['42'])
  })
})

describe('shutdown_stress', () => {
  it.each(TRANSPORTS)('closes 100 sockets that are still connecting, three times over %s', async (transport) => {
    for (let round = 0; round < 3; round++) {
      await using stage = new Stage(transport)
      const xpub = stage.make(XPublisher)
      const endpoint = await stage.bind(xpub)
      const subs = Array.from({ length: 100 }, () => stage.make(Subscriber))
      for (const sub of subs) sub.connect(endpoint)
      if (round === 1) await turn()
      for (const sub of subs) sub.close()
    }
  })
})

describe('many_sockets and ctx_options', () => {
  it('opens as many sockets as a context has by default, and not one more', async () => {
    const context = new Context()
    const sockets = Array.from({ length: context.maxSockets }, () => new Pair({ context }))
    expect(sockets).toHaveLength(1023)
    expect(() => new Pair({ context })).toThrow(expect.objectContaining({ code: 'EMFILE' }))
    for (const socket of sockets) await socket[Symbol.asyncDispose]()
  })

  it('knows how many sockets there can be at all', () => {
    expect(new Context().maxSocketsLimit).toBe(65_535)
  })
})

describe('single connect', () => {
  it.each([Dealer, Request, Subscriber])('%p connects once to the same endpoint, however often it is asked (rule 9)', async (type) => {
    await using stage = new Stage('tcp')
    const [server, client] = [stage.make(type === Subscriber ? XPublisher : Router), stage.make(type)]
    const endpoint = await stage.meet(server, client)
    client.connect(endpoint)
    await stage.join(stage.make(type), endpoint)
    await until(() => connections(server) === 2)
    expect(client.peers).toHaveLength(1)
  })

  it('a PULL connects as often as it is asked (rule 9)', async () => {
    await using stage = new Stage('tcp')
    const [push, pull] = [stage.make(Push), stage.make(Pull)]
    const endpoint = await stage.meet(push, pull)
    await stage.join(pull, endpoint)
    await until(() => connections(push) === 2)
  })
})

describe.each(WIRES)('a peer whose connection is lost, over %s', (transport) => {
  it('is not connected and has no address until there is another connection', async () => {
    await using stage = new Stage(transport)
    const [push, pull] = [stage.make(Push, { reconnectInterval: 1 }), stage.make(Pull)]
    const endpoint = await stage.meet(pull, push)
    const [peer] = push.peers
    expect(peer).toMatchObject({ connected: true, address: endpoint })
    await pull.unbind(endpoint)
    await until(() => peer?.connected === false)
    expect([push.peers, peer?.address]).toEqual([[peer], ''])
    await pull.bind(endpoint)
    await until(() => peer?.connected === true)
  })
})
