/** RFC 37 (ZMTP 3.1): the clauses that concern sockets. The numbers are those of rfc37-clauses.ts, beside the codec's tests. */
import { command, frame, greeting, join, latin1, message, RawListener, RawPeer, turn, until, wire } from '@tszmq/testkit'
import { Dealer, Pair, Publisher, Pull, Push, Reply, Request, Router, Subscriber, XPublisher, XSubscriber } from '../../src/index.ts'
import type { Socket } from '../../src/index.ts'
import { ManualRuntime } from '../scenario/manual-runtime.ts'
import { Stage, TRANSPORTS, WIRES, connections, fill, take, text } from '../stage.ts'

/** Each type with one it may talk to. */
const PAIRS = [
  ['PAIR', Pair, Pair],
  ['PUB', Publisher, Subscriber],
  ['SUB', Subscriber, XPublisher],
  ['XPUB', XPublisher, XSubscriber],
  ['XSUB', XSubscriber, Publisher],
  ['REQ', Request, Router],
  ['REP', Reply, Dealer],
  ['DEALER', Dealer, Reply],
  ['ROUTER', Router, Request],
  ['PUSH', Push, Pull],
  ['PULL', Pull, Push],
] as const

/** A listener of bytes, a DEALER that connected to it, and the peer that came of it, its handshake done. */
async function dialled(stage: Stage, options: object): Promise<{ listener: RawListener; dealer: Dealer; raw: RawPeer }> {
  const listener = await RawListener.bind()
  const dealer = stage.make(Dealer, options)
  dealer.connect(listener.endpoint)
  await until(() => listener.peers.length === 1)
  const raw = await (listener.peers[0] as RawPeer).handshake('ROUTER')
  await until(() => connections(dealer) === 1)
  return { listener, dealer, raw }
}

describe.each(TRANSPORTS)('RFC 37, sockets, over %s', (transport) => {
  it.each(PAIRS)('a %s SHALL accept connections and make connections (51)', async (_name, type, other) => {
    await using stage = new Stage(transport)
    const make = (of: unknown): Socket => stage.make(of as typeof Pair)
    for (const [server, client] of [
      [make(type), make(other)],
      [make(other), make(type)],
    ] as const) {
      await stage.meet(server, client)
      expect([connections(server), connections(client)]).toEqual([1, 1])
    }
  })

  it.each(PAIRS)('a %s SHALL connect to a peer that is not there yet, once it is (52)', async (_name, type, other) => {
    await using stage = new Stage(transport)
    const make = (of: unknown): Socket => stage.make(of as typeof Pair, { reconnectInterval: 1 })
    const [client, finder, server] = [make(type), make(other), make(other)]
    const endpoint = await stage.bind(finder)
    await finder.unbind(endpoint)
    client.connect(endpoint)
    expect(connections(client)).toBe(0)
    await server.bind(endpoint)
    await until(() => connections(client) === 1 && connections(server) === 1)
  })

  it('a message SHALL be sent and received whole, or not at all, also without room for more (27, 54, 55)', async () => {
    await using stage = new Stage(transport)
    const [push, pull] = [stage.make(Push, { sendHighWaterMark: 2 }), stage.make(Pull, { receiveHighWaterMark: 2 })]
    await stage.meet(push, pull)
    const taken = await fill(
      push,
      ['head', '', 'neck'].map((each) => Buffer.from(each)),
    )
    for (let i = 0; i < taken; i++) expect((await pull.receive()).map((each) => each.length)).toEqual([4, 0, 4, 1_000_000])
    await push.send('the next')
    expect(text(await pull.receive())).toEqual(['the next'])
  })
})

describe.each(WIRES)('RFC 37, a connection that ends, over %s', (transport) => {
  it('SHALL be treated as a temporary error: it SHOULD be made again, and its peer is not connected meanwhile (23, 24, 53)', async () => {
    await using stage = new Stage(transport)
    const [push, pull] = [stage.make(Push, { reconnectInterval: 1 }), stage.make(Pull)]
    const endpoint = await stage.meet(pull, push)
    await pull.unbind(endpoint)
    await until(() => connections(push) === 0)
    expect([push.peers.length, push.peers[0]?.address]).toEqual([1, ''])
    await pull.bind(endpoint)
    await until(() => connections(push) === 1)
    await push.send('again')
    expect(text(await pull.receive())).toEqual(['again'])
  })
})

describe('RFC 37, errors', () => {
  it('other errors SHOULD close the connection (22)', async () => {
    await using stage = new Stage('tcp')
    const raw = await RawPeer.connect(await stage.bind(stage.make(Pull)))
    await raw.handshake('PUSH')
    await raw.write(frame(8, latin1('reserved')))
    await raw.untilClosed()
    expect(raw.frames.map(({ flags }) => flags)).toEqual([4])
  })

  it('an ERROR ends the connection with an event, and the endpoint is tried again unless reconnectStop is set (21) (wire 19)', async () => {
    for (const reconnectStop of [0, 2]) {
      await using stage = new Stage('tcp')
      const refuse = (peer: RawPeer): void => void peer.write(greeting(), command('ERROR', wire("03 'bad'")))
      const listener = await RawListener.bind(refuse)
      const dealer = stage.make(Dealer, { reconnectInterval: 1, reconnectStop })
      const told = new Promise((resolve) => dealer.events.on('handshake:error:protocol', resolve))
      dealer.connect(listener.endpoint)
      expect(await told).toMatchObject({ error: { code: 'ERR_ZMTP_PEER_ERROR', reason: 'bad' } })
      await listener.peers[0]?.untilClosed()
      if (reconnectStop === 0) await until(() => listener.peers.length === 3)
      else await until(() => dealer.peers.length === 0)
      await listener.close()
    }
  })
})

describe('RFC 37, publish-subscribe', () => {
  /** An XPUB and a raw SUB that has said all of `said`, which the XPUB knows. */
  async function subscribed(stage: Stage, ...said: Uint8Array[]): Promise<{ xpub: XPublisher; raw: RawPeer }> {
    const xpub = stage.make(XPublisher)
    const raw = await RawPeer.connect(await stage.bind(xpub))
    await raw.handshake('SUB')
    await raw.write(...said, frame(0, latin1('that is all')))
    for (let next = text(await xpub.receive()); next?.[0] !== 'that is all'; next = text(await xpub.receive()));
    return { xpub, raw }
  }

  /** What of these messages, one frame each, goes over the wire. */
  async function heard({ xpub, raw }: { xpub: XPublisher; raw: RawPeer }, ...topics: string[]): Promise<string[]> {
    for (const topic of topics) await xpub.send(topic)
    await raw.write(command('SUBSCRIBE', latin1('\u0001end')))
    await xpub.receive()
    await xpub.send('\u0001end')
    const bodies = (): string[] => raw.frames.slice(1).map(({ body }) => body.toString('latin1'))
    await raw.until(() => bodies().includes('\u0001end'))
    raw.destroy()
    return bodies().slice(0, -1)
  }

  const subscribe = (topic: string): Uint8Array => command('SUBSCRIBE', latin1(topic))

  it('messages SHALL be filtered at the publisher: only those that match a subscription are sent (60, 63)', async () => {
    await using stage = new Stage('tcp')
    expect(await heard(await subscribed(stage, subscribe('A')), 'A', 'B', 'AB', 'BA', '', 'a')).toEqual(['A', 'AB'])
  })

  it('without a subscription nothing is sent, and with an empty one everything SHALL be (60, 64)', async () => {
    await using stage = new Stage('tcp')
    expect(await heard(await subscribed(stage), 'A', '')).toEqual([])
    expect(await heard(await subscribed(stage, subscribe('')), 'A', '', 'B')).toEqual(['A', '', 'B'])
  })

  it('subscriptions SHALL be additive: "A" and "" are as "" alone, and cancelling one keeps the other (65)', async () => {
    await using stage = new Stage('tcp')
    expect(await heard(await subscribed(stage, subscribe('A'), subscribe('')), 'A', 'B')).toEqual(['A', 'B'])
    const cancelled = await subscribed(stage, subscribe('A'), subscribe(''), command('CANCEL'))
    expect(await heard(cancelled, 'A', 'B')).toEqual(['A'])
  })

  it('one CANCEL undoes all SUBSCRIBEs of a peer to a topic, while unsubscribe() undoes one subscribe() (66)', async () => {
    await using stage = new Stage('tcp')
    const cancelled = await subscribed(stage, subscribe('A'), subscribe('A'), command('CANCEL', latin1('A')))
    expect(await heard(cancelled, 'A')).toEqual([])
    const [xpub, sub] = [stage.make(XPublisher), stage.make(Subscriber)]
    await stage.meet(xpub, sub)
    sub.subscribe('A', 'A')
    sub.unsubscribe('A')
    sub.subscribe('B')
    expect(await take(xpub, 2)).toEqual(['\u0001A', '\u0001B'])
    await xpub.send('A')
    expect(text(await sub.receive())).toEqual(['A'])
  })
})

describe('RFC 37, heartbeating', () => {
  const ping = (tenths: number): Uint8Array => frame(4, join(wire("04 'PING'"), Uint8Array.of(tenths >> 8, tenths & 255)))

  it('a peer SHOULD be considered dead that is silent after a PING for the timeout, and be connected again (84, 86, 87)', async () => {
    for (const heartbeatTimeout of [20, 300]) {
      const runtime = new ManualRuntime()
      await using stage = new Stage('tcp', { runtime })
      const { listener, dealer, raw } = await dialled(stage, { heartbeatInterval: 50, heartbeatTimeout, reconnectInterval: 10 })
      runtime.advance(50)
      await raw.until(() => raw.frames.length === 2)
      runtime.advance(heartbeatTimeout - 1)
      for (let i = 0; i < 5; i++) await turn()
      expect(connections(dealer)).toBe(1)
      runtime.advance(1)
      await raw.untilClosed()
      await until(() => connections(dealer) === 0)
      runtime.advance(20)
      await until(() => listener.peers.length === 2)
      await listener.close()
    }
  })

  it('any traffic SHOULD count as a sign of life, not only a PONG (85) (wire 24)', async () => {
    const runtime = new ManualRuntime()
    await using stage = new Stage('tcp', { runtime })
    const { listener, dealer, raw } = await dialled(stage, { heartbeatInterval: 50, heartbeatTimeout: 40 })
    for (let i = 0; i < 10; i++) {
      runtime.advance(50)
      await raw.until(() => raw.frames.length === 2 + i)
      runtime.advance(1)
      void raw.write(message(latin1(String(i))))
      expect(text(await dealer.receive())).toEqual([String(i)])
    }
    runtime.advance(40)
    for (let i = 0; i < 5; i++) await turn()
    expect(connections(dealer)).toBe(1)
    await listener.close()
  })

  it('a peer SHOULD be considered dead that is silent for longer than the TTL of its PING (86)', async () => {
    const runtime = new ManualRuntime()
    await using stage = new Stage('tcp', { runtime })
    const { listener, dealer, raw } = await dialled(stage, { reconnectInterval: -1 })
    void raw.write(ping(700), message(latin1('with it')))
    await dealer.receive()
    runtime.advance(69_999)
    for (let i = 0; i < 5; i++) await turn()
    expect(connections(dealer)).toBe(1)
    runtime.advance(1)
    await raw.untilClosed()
    await listener.close()
  })
})
