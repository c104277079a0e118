/** libzmq's scenarios for heartbeats, on a manual clock or virtual time (RFC 37, L17, L18). */
import { LOOPBACK, SimNetwork, SimRuntime, SimTransport, SimWorld } from '@tszmq/simulator'
import { command, frame, greeting, join, latin1, ready, turn, until, wire } from '@tszmq/testkit'
import { Context, Dealer, Pair, Publisher, Pull, Push, Reply, Request, Router, Stream, Subscriber } from '../../src/index.ts'
import { loadCurve } from '../../src/security/curve.ts'
import { RawPeer } from '../raw-peer.ts'
import { CLIENT_OPTIONS, SERVER_OPTIONS } from '../security/mechanisms.ts'
import { Stage, WIRES, connections, text } from '../stage.ts'
import { ManualRuntime } from './manual-runtime.ts'

// Ids of threats: docs/threats.md.

/** Who connects to whom. */
const PAIRS = [
  ['DEALER', 'ROUTER', Dealer, Router],
  ['REQ', 'REP', Request, Reply],
  ['PULL', 'PUSH', Pull, Push],
  ['SUB', 'PUB', Subscriber, Publisher],
  ['PAIR', 'PAIR', Pair, Pair],
] as const

/** A ROUTER with these options and a raw DEALER whose handshake is done. */
async function met(stage: Stage, options: object): Promise<{ router: Router; raw: RawPeer }> {
  const router = stage.make(Router, options)
  const raw = RawPeer.connect(await stage.bind(router))
  raw.say(greeting(), ready(['Socket-Type', 'DEALER']))
  await raw.hear(64)
  await raw.hearFrame()
  await until(() => connections(router) === 1)
  return { router, raw }
}

describe('heartbeats', () => {
  it('disconnects a peer that does not answer a PING in time, with an event', async () => {
    const runtime = new ManualRuntime()
    await using stage = new Stage('tcp', { runtime })
    const { router, raw } = await met(stage, { heartbeatInterval: 50, heartbeatTimeout: 100 })
    using _raw = raw
    const gone = new Promise<{ error?: { code?: string } }>((resolve) => router.events.on('disconnect', resolve as never))
    runtime.advance(50)
    expect((await raw.hearFrame()).body.subarray(0, 5).toString()).toBe('\u0004PING')
    runtime.advance(99)
    expect(connections(router)).toBe(1)
    runtime.advance(1)
    await raw.closed
    expect((await gone).error?.code).toBe('ETIMEDOUT')
  })

  it('keeps a peer that answers, however often', async () => {
    const runtime = new ManualRuntime()
    await using stage = new Stage('tcp', { runtime })
    const { router, raw } = await met(stage, { heartbeatInterval: 50, heartbeatTimeout: 40 })
    using _raw = raw
    runtime.advance(50)
    for (let i = 0; i < 10; i++) {
      await raw.hearFrame()
      runtime.advance(10)
      raw.say(command('PONG'), frame(0, latin1(String(i))))
      expect((await router.receive())[1]?.toString()).toBe(String(i))
      runtime.advance(40)
    }
    expect(connections(router)).toBe(1)
  })

  it.each([
    [1, '0001'],
    [10, '000a'],
    [655, '028f'],
    [656, '0290'],
    [700, '02bc'],
    [65_535, 'ffff'],
  ])('sends a time to live of %i tenths of a second as %s', async (tenths, expected) => {
    const runtime = new ManualRuntime()
    await using stage = new Stage('tcp', { runtime })
    const { raw } = await met(stage, { heartbeatInterval: 10, heartbeatTimeToLive: tenths * 100, heartbeatTimeout: 0 })
    using _raw = raw
    runtime.advance(10)
    expect((await raw.hearFrame()).body.subarray(5, 7).toString('hex')).toBe(expected)
  })

  it.each([1, 655, 656, 700, 65_535])(
    'disconnects a peer that is silent for its time to live of %i tenths of a second, and not before (wire 25)',
    async (tenths) => {
      const runtime = new ManualRuntime()
      await using stage = new Stage('tcp', { runtime })
      const { router, raw } = await met(stage, {})
      using _raw = raw
      raw.say(frame(4, join(wire("04 'PING'"), Uint8Array.of(tenths >> 8, tenths & 255))), frame(0, latin1('after')))
      await router.receive()
      await raw.hearFrame()
      runtime.advance(tenths * 100 - 1)
      raw.say(frame(0, latin1('still here')))
      expect((await router.receive())[1]?.toString()).toBe('still here')
      raw.say(frame(4, join(wire("04 'PING'"), Uint8Array.of(tenths >> 8, tenths & 255))), frame(0, latin1('again')))
      await router.receive()
      runtime.advance(tenths * 100)
      await raw.closed
    },
  )

  it('never disconnects a peer whose PING has a time to live of 0', async () => {
    const runtime = new ManualRuntime()
    await using stage = new Stage('tcp', { runtime })
    const { router, raw } = await met(stage, {})
    using _raw = raw
    raw.say(frame(4, wire("04 'PING' 0000")))
    await raw.hearFrame()
    runtime.advance(1e9)
    raw.say(frame(0, latin1('alive')))
    expect((await router.receive())[1]?.toString()).toBe('alive')
  })

  it.each(['', 'c', 'sixteen bytes of'])('returns the context %j of a PING', async (context) => {
    await using stage = new Stage('tcp')
    const { raw } = await met(stage, {})
    using _raw = raw
    raw.say(frame(4, join(wire("04 'PING' 0000"), latin1(context))))
    expect((await raw.hearFrame()).body.toString()).toBe(`\u0004PONG${context}`)
  })

  it('sends less than a tenth of a second as no time to live', async () => {
    const runtime = new ManualRuntime()
    await using stage = new Stage('tcp', { runtime })
    const { router, raw } = await met(stage, { heartbeatInterval: 10, heartbeatTimeToLive: 99, heartbeatTimeout: 0 })
    using _raw = raw
    runtime.advance(10)
    expect((await raw.hearFrame()).body.subarray(5, 7).toString('hex')).toBe('0000')
    expect(router.heartbeatTimeToLive).toBe(99)
  })

  it('throws for a time to live that cannot be encoded', () => {
    const dealer = new Dealer()
    dealer.heartbeatTimeToLive = 6_553_599
    expect(() => (dealer.heartbeatTimeToLive = 6_553_600)).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    dealer.close()
  })

  it.each([
    ['2.0', 'ff 00 00 00 00 00 00 00 01 7f 01 08 00 00'],
    ['1.0', '01 00'],
  ])('are not expected of a %s peer, which has no PING (wire 24)', async (version, words) => {
    const runtime = new ManualRuntime()
    await using stage = new Stage('tcp', { runtime })
    const pull = stage.make(Pull, { heartbeatInterval: 50, heartbeatTimeout: 20 })
    using raw = RawPeer.connect(await stage.bind(pull))
    raw.say(wire(words))
    await until(() => connections(pull) === 1)
    runtime.advance(1000)
    raw.say(version === '1.0' ? wire("02 00 'x'") : wire("00 01 'x'"))
    expect(text(await pull.receive())).toEqual(['x'])
    expect(connections(pull)).toBe(1)
  })

  it('are not expected of the raw peers of a STREAM (rule 37)', async () => {
    const runtime = new ManualRuntime()
    await using stage = new Stage('tcp', { runtime })
    const stream = stage.make(Stream, { heartbeatInterval: 50, heartbeatTimeout: 20 })
    using raw = RawPeer.connect(await stage.bind(stream))
    await stream.receive()
    runtime.advance(1000)
    raw.say(latin1('still here'))
    expect(text(await stream.receive())?.[1]).toBe('still here')
    await stream.send([stream.peers[0]?.routingId ?? '', 'and heard'])
    expect(String(await raw.hear(9))).toBe('and heard')
  })

  it.each(WIRES)('keep two sockets of this library connected over %s', async (transport) => {
    const runtime = new ManualRuntime()
    await using stage = new Stage(transport, { runtime })
    const options = { heartbeatInterval: 10, heartbeatTimeout: 5, heartbeatTimeToLive: 100 }
    const [a, b] = [stage.make(Pair, options), stage.make(Pair, options)]
    await stage.meet(a, b)
    for (let i = 0; i < 20; i++) {
      runtime.advance(4)
      await a.send(String(i))
      expect(text(await b.receive())).toEqual([String(i)])
      await b.send(String(i))
      expect(text(await a.receive())).toEqual([String(i)])
    }
    expect([connections(a), connections(b)]).toEqual([1, 1])
  })

  it('keep a PULL connected by its PONGs', async () => {
    const runtime = new ManualRuntime()
    await using stage = new Stage('tcp', { runtime })
    const [push, pull] = [stage.make(Push, { heartbeatInterval: 10, heartbeatTimeout: 1000 }), stage.make(Pull)]
    await stage.meet(push, pull)
    let gone = 0
    push.events.on('disconnect', () => void gone++)
    for (let i = 0; i < 30; i++) {
      runtime.advance(100)
      await push.send(String(i))
      await pull.receive()
    }
    expect([gone, connections(push)]).toEqual([0, 1])
  })
})

describe.each(WIRES)('heartbeats over %s', (transport) => {
  it.each(PAIRS)('disconnect a %s that is silent for its time to live of 100 ms from its %s', async (_client, _server, Client, Server) => {
    const [clock, other] = [new ManualRuntime(), new ManualRuntime()]
    await using here = new Stage(transport, { runtime: clock })
    await using there = new Stage(transport, { runtime: other })
    const server = here.make(Server)
    const client = there.make(Client, { heartbeatInterval: 250, heartbeatTimeToLive: 100 })
    await there.join(client, await here.bind(server))
    await until(() => connections(server) === 1)
    const gone = new Promise<{ error?: { code?: string } }>((resolve) => server.events.on('disconnect', resolve as never))
    expect(clock.timers).toBe(0)
    other.advance(250)
    // The PING is there when the promise is remembered.
    await until(() => clock.timers === 1)
    clock.advance(99)
    await turn()
    expect(connections(server)).toBe(1)
    clock.advance(1)
    expect((await gone).error?.code).toBe('ETIMEDOUT')
    expect(connections(server)).toBe(0)
  })
})

describe.each(['NULL', 'CURVE'] as const)('heartbeats on virtual time under %s', (mechanism) => {
  // What has to be loaded first comes in real time.
  beforeAll(async () => void (await loadCurve()))

  it.each(PAIRS)(
    'keep a %s that only answers connected to its %s for an hour, and disconnect it soon after the wire was cut',
    async (_client, _server, Client, Server) => {
      const world = new SimWorld(37)
      const network = new SimNetwork(world, { ...LOOPBACK, minLatency: 1, maxLatency: 40 })
      const contextOf = (host: string): Context => {
        const runtime = new SimRuntime(world)
        return new Context({ runtime, transports: [new SimTransport(network, runtime, host)] })
      }
      const [ours, theirs] = [SERVER_OPTIONS[mechanism] as object, CLIENT_OPTIONS[mechanism] as object]
      const server = new Server({ ...ours, context: contextOf('server'), linger: 0, heartbeatInterval: 10_000, heartbeatTimeout: 100 })
      const client = new Client({ ...theirs, context: contextOf('client'), linger: 0 })
      let gone = 0
      server.events.on('disconnect', () => void gone++)
      client.connect(await server.bind('tcp://server:*'))
      await world.advance(3_600_000)
      expect([gone, connections(server), connections(client)]).toEqual([0, 1, 1])
      for (const [from, to] of [
        ['server', 'client'],
        ['client', 'server'],
      ] as const)
        network.partition(from, to)
      await world.advance(10_100)
      expect([gone, connections(server)]).toEqual([1, 0])
      for (const socket of [server, client]) socket.close()
      await world.advance(1000)
      expect([server.closed, client.closed]).toEqual([true, true])
    },
  )
})

describe('heartbeats over a slow link', () => {
  /** 100 bytes a millisecond, and a system that takes 8 kB ahead of that: a megabyte takes ten seconds. */
  const SLOW = { minLatency: 1, maxLatency: 2, bandwidth: 100, window: 8192, chunking: LOOPBACK.chunking }
  const BEATS = { heartbeatInterval: 100, heartbeatTimeout: 250, linger: 0 }

  class Link {
    readonly world = new SimWorld(1)
    readonly network = new SimNetwork(this.world, SLOW)
    readonly ends: string[] = []

    context(name: string): Context {
      const runtime = new SimRuntime(this.world)
      return new Context({ runtime, transports: [new SimTransport(this.network, runtime, name)] })
    }

    watch(...sockets: (Push | Pull | Request | Reply)[]): void {
      for (const socket of sockets) socket.events.on('disconnect', ({ error }) => this.ends.push(`${this.world.now} ${error?.message}`))
    }
  }

  const ENDPOINT = 'tcp://server:5555'

  it.each([
    ['the sender', BEATS, {}],
    ['the receiver', {}, BEATS],
    ['both', BEATS, BEATS],
    ['a sender that promises to be heard', { ...BEATS, heartbeatTimeToLive: 300 }, {}],
  ])('never end it while it carries a large message, whichever side sends them: %s', async (_, ofSender, ofReceiver) => {
    const link = new Link()
    const pull = new Pull({ context: link.context('server'), linger: 0, ...ofReceiver })
    const push = new Push({ context: link.context('client'), linger: 0, ...ofSender })
    link.watch(pull, push)
    await pull.bind(ENDPOINT)
    push.connect(ENDPOINT)
    for (const size of [1_000_000, 10, 300_000, 10]) void push.send(Buffer.alloc(size))
    const sizes: number[] = []
    void (async () => {
      for await (const [frame] of pull) sizes.push((frame as Buffer).length)
    })()
    await link.world.until(() => sizes.length === 4, 60_000)
    await link.world.advance(2000)
    expect([sizes, link.ends]).toEqual([[1_000_000, 10, 300_000, 10], []])
    push.close()
    pull.close()
    await link.world.advance(5000)
  })

  it('never end it while the answer to a PING waits behind a large reply', async () => {
    const link = new Link()
    const reply = new Reply({ context: link.context('server'), linger: 0 })
    const request = new Request({ context: link.context('client'), ...BEATS })
    link.watch(reply, request)
    await reply.bind(ENDPOINT)
    request.connect(ENDPOINT)
    void reply.receive().then(() => reply.send(Buffer.alloc(500_000)))
    const answered = request.send('how long?').then(() => request.receive())
    let size = 0
    void answered.then(([frame]) => (size = (frame as Buffer).length))
    await link.world.until(() => size > 0, 60_000)
    expect([size, link.ends]).toEqual([500_000, []])
    request.close()
    reply.close()
    await link.world.advance(5000)
  })

  it('end it if it is cut in the middle of a large message, within an interval and two timeouts', async () => {
    const link = new Link()
    const pull = new Pull({ context: link.context('server'), linger: 0 })
    const push = new Push({ context: link.context('client'), ...BEATS })
    await pull.bind(ENDPOINT)
    push.connect(ENDPOINT)
    void push.send(Buffer.alloc(1_000_000))
    await link.world.advance(3000)
    link.watch(push)
    link.network.partition('client', 'server')
    link.network.partition('server', 'client')
    const cut = link.world.now
    // What was under way before still arrives, and makes room: the last movement is a moment after the cut.
    await link.world.until(() => link.ends.length > 0, 60_000)
    expect(link.ends[0]).toMatch(/is silent/)
    expect(link.world.now - cut).toBeLessThanOrEqual(100 + 2 * 250 + 100)
    push.close()
    pull.close()
    await link.world.advance(120_000)
  })
})
