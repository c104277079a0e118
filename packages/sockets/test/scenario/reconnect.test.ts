/** libzmq's scenarios for connecting again; each group has the name of libzmq's test program. */
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { turn, until } from '@tszmq/testkit'
import { Pair, Pull, Push, Subscriber, XPublisher } from '../../src/index.ts'
import { Stage, WIRES, connections, events, text } from '../stage.ts'
import { ManualRuntime } from './manual-runtime.ts'

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
    // Another socket connects at once; the one with -1 does not.
    await stage.join(stage.make(Pair), endpoint)
    expect(connections(again)).toBe(1)
    expect(a.writable).toBe(false)
  })

  it('connects again otherwise, and no queued message is lost', async () => {
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

describe('reconnect_ivl over tcp, IPv6', () => {
  it('never connects again with -1', async () => {
    await using stage = new Stage('tcp')
    const [a, b, again] = [
      stage.make(Pair, { ipv6: true, reconnectInterval: -1 }),
      stage.make(Pair, { ipv6: true }),
      stage.make(Pair, { ipv6: true }),
    ]
    const endpoint = await b.bind('tcp://[::1]:*')
    await stage.join(a, endpoint)
    const gone = new Promise((resolve) => a.events.on('disconnect', resolve))
    await b.unbind(endpoint)
    await gone
    expect(a.trySend('to nobody')).toBe(false)
    await again.bind(endpoint)
    await stage.join(stage.make(Pair, { ipv6: true }), endpoint)
    expect([connections(again), a.writable]).toEqual([1, false])
  })
})

describe('reconnect_options', () => {
  it('tries again, with events in this order', async () => {
    await using stage = new Stage('tcp')
    const push = stage.make(Push, { reconnectInterval: 1 })
    void push.events
    push.connect(await stage.vacant())
    expect(await events(push, 6)).toEqual(['connect:delay', 'close', 'connect:retry', 'connect:delay', 'close', 'connect:retry'])
  })

  it('emits connect, handshake and disconnect, in this order', async () => {
    await using stage = new Stage('tcp')
    const [push, pull] = [stage.make(Push, { reconnectInterval: 1 }), stage.make(Pull)]
    void push.events
    const endpoint = await stage.meet(pull, push)
    expect(await events(push, 3)).toEqual(['connect:delay', 'connect', 'handshake'])
    await pull.unbind(endpoint)
    expect(await events(push, 2)).toEqual(['disconnect', 'connect:retry'])
  })

  it('waits for the next attempt as announced, and connects when a peer is there again, in this order', async () => {
    const runtime = new ManualRuntime()
    await using stage = new Stage('tcp', { runtime })
    const [xpub, sub] = [stage.make(XPublisher), stage.make(Subscriber, { reconnectInterval: 1000 })]
    void sub.events
    const endpoint = await stage.meet(xpub, sub)
    expect(await events(sub, 3)).toEqual(['connect:delay', 'connect', 'handshake'])
    await xpub[Symbol.asyncDispose]()
    expect(await events(sub, 2)).toEqual(['disconnect', 'connect:retry'])
    const again = stage.make(XPublisher)
    await again.bind(endpoint)
    runtime.advance(999)
    await turn()
    expect(connections(again)).toBe(0)
    runtime.advance(1001)
    expect(await events(sub, 3)).toEqual(['connect:delay', 'connect', 'handshake'])
  })

  it('stops when the connection is refused after a good one, with reconnectStop', async () => {
    await using stage = new Stage('tcp')
    const [xpub, sub] = [stage.make(XPublisher), stage.make(Subscriber, { reconnectInterval: 1, reconnectStop: 1 })]
    void sub.events
    await stage.meet(xpub, sub)
    await xpub[Symbol.asyncDispose]()
    const seen = await events(sub, 7)
    expect(seen).toEqual(['connect:delay', 'connect', 'handshake', 'disconnect', 'connect:retry', 'connect:delay', 'close'])
    await until(() => sub.peers.length === 0)
    sub.close()
    expect(await events(sub, 2)).toEqual(['connect:stop', 'end'])
  })

  it('stops after disconnect() with queued messages, with reconnectStop', async () => {
    await using stage = new Stage('tcp')
    const [push, endpoint] = [stage.make(Push, { reconnectInterval: 1, reconnectStop: 4 }), await stage.vacant()]
    void push.events
    push.connect(endpoint)
    await push.send('waits')
    expect(await events(push, 3)).toEqual(['connect:delay', 'close', 'connect:retry'])
    push.linger = -1
    push.disconnect(endpoint)
    await until(() => push.drops.lost === 1)
    push.close()
    const last: string[] = []
    for await (const { type } of push.events) last.push(type)
    expect(last.filter((type) => type === 'connect' || type === 'handshake')).toEqual([])
    expect(last.at(-1)).toBe('end')
  })

  it('stops when the connection is refused, with reconnectStop', async () => {
    await using stage = new Stage('tcp')
    const push = stage.make(Push, { reconnectInterval: 1, reconnectStop: 1 })
    void push.events
    push.connect(await stage.vacant())
    expect(await events(push, 2)).toEqual(['connect:delay', 'close'])
    await until(() => !push.writable)
    push.close()
    expect(await events(push, 2)).toEqual(['connect:stop', 'end'])
  })

  it('stops when the handshake fails, with reconnectStop', async () => {
    const server = createServer((socket) =>
      socket
        .on('error', () => undefined)
        .resume()
        .end('this is no ZMTP at all, it is just text\n'),
    )
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
