/** Connections that are lost, refused, silent or slow, on virtual time: backoff (R4), handshake deadline (Z2), linger (R10), queues. */
import type { Conn } from '@tszmq/transports'
import { LOOPBACK, SimNetwork, SimRuntime, SimTransport, SimWorld } from '@tszmq/simulator'
import { Backoff } from '../../src/connection/backoff.ts'
import { Context, Dealer, Publisher, Pull, Push, Router, Subscriber, curveKeyPair } from '../../src/index.ts'
import type { Socket } from '../../src/index.ts'
import { loadCurve } from '../../src/security/curve.ts'

// Ids of threats: docs/threats.md.

const ENDPOINT = 'tcp://server:5555'

/** A world with one process per name, as each is asked for. */
class Bench {
  readonly world = new SimWorld(1)
  readonly network: SimNetwork
  readonly runtimes: SimRuntime[] = []

  constructor(profile = LOOPBACK) {
    this.network = new SimNetwork(this.world, profile)
  }

  process(name: string): { runtime: SimRuntime; context: Context; transport: SimTransport } {
    const runtime = new SimRuntime(this.world)
    const transport = new SimTransport(this.network, runtime, name)
    this.runtimes.push(runtime)
    return { runtime, transport, context: new Context({ runtime, transports: [transport] }) }
  }

  /** Closes the socket; how long that took, in virtual milliseconds. */
  async close(socket: Socket): Promise<number> {
    const begin = this.world.now
    let end = -1
    void socket[Symbol.asyncDispose]().then(() => (end = this.world.now))
    expect(await this.world.until(() => end >= 0, 100_000)).toBe(true)
    return end - begin
  }

  get left(): object {
    const timers = this.runtimes.reduce((sum, runtime) => sum + runtime.timers, 0)
    const holds = this.runtimes.reduce((sum, runtime) => sum + runtime.holds, 0)
    return { timers, holds, connections: this.network.conns.size, ports: this.network.ports.size }
  }
}

const NOTHING = { timers: 0, holds: 0, connections: 0, ports: 0 }

describe('Backoff', () => {
  it('stays between the interval and its maximum, doubling on average, for hundreds of thousands of failures (L16)', () => {
    const backoff = new Backoff(new SimRuntime(new SimWorld(3)), 100, 2000)
    const first = Array.from({ length: 6 }, () => backoff.next()!)
    first.forEach((wait, i) => expect(wait).toBeLessThanOrEqual(Math.min(200 * 2 ** i, 2000)))
    for (let i = 0; i < 200_000; i++) {
      const wait = backoff.next()!
      if (!(wait >= 1000 && wait <= 2000)) throw new Error(`waits ${wait} ms`)
    }
    backoff.reset()
    expect(backoff.next()).toBeLessThanOrEqual(200)
  })

  it.each([0, -1])('never connects again with an interval of %i', (interval) => {
    expect(new Backoff(new SimRuntime(new SimWorld(3)), interval, 1000).next()).toBeUndefined()
  })

  it('waits at least the interval if the maximum is shorter', () => {
    const backoff = new Backoff(new SimRuntime(new SimWorld(3)), 500, 100)
    for (let i = 0; i < 1000; i++) expect(backoff.next()).toBeGreaterThanOrEqual(50)
  })
})

describe('many clients that lost their server (R4)', () => {
  it('do not reconnect at the same time: at most 5 % of the attempts are within 10 ms, and all are connected soon', async () => {
    const bench = new Bench()
    const attempts: number[] = []
    const { context } = bench.process('clients')
    const transport = context.transport('tcp')!
    const connect = transport.connect.bind(transport)
    transport.connect = (address, options) => {
      attempts.push(bench.world.now)
      return connect(address, options)
    }
    const server = bench.process('server')
    const conns: Conn[] = []
    const listener = await server.transport.listen(
      'server:5555',
      (conn) => {
        conns.push(conn)
        conn.start({ data: () => undefined, drain: () => undefined, closed: () => undefined })
      },
      {} as never,
    )
    context.maxSockets = 3000
    const options = { context, reconnectInterval: 100, reconnectMaxInterval: 2000, handshakeInterval: 0 }
    const pushes = Array.from({ length: 2000 }, () => new Push(options))
    for (const push of pushes) push.connect(ENDPOINT)
    await bench.world.advance(100)
    expect(conns.length).toBe(2000)

    attempts.length = 0
    await listener.close()
    for (const conn of conns.splice(0)) conn.destroy()
    await bench.world.advance(5000)
    const buckets = new Map<number, number>()
    for (const at of attempts) buckets.set(Math.floor(at / 10), (buckets.get(Math.floor(at / 10)) ?? 0) + 1)
    expect(Math.max(...buckets.values()) / attempts.length).toBeLessThanOrEqual(0.05)

    const again = await server.transport.listen(
      'server:5555',
      (conn) => {
        conns.push(conn)
        conn.start({ data: () => undefined, drain: () => undefined, closed: () => undefined })
      },
      {} as never,
    )
    expect(await bench.world.until(() => conns.length === 2000, 4000)).toBe(true)
    await again.close()
    for (const push of pushes) push.close()
    await bench.world.advance(5000)
    expect(bench.left).toMatchObject({ timers: 0, ports: 0 })
  }, 60_000)
})

describe('a handshake', () => {
  it('has one deadline, however often a byte arrives (Z2)', async () => {
    const bench = new Bench()
    const pull = new Pull({ context: bench.process('server').context, handshakeInterval: 3000 })
    await pull.bind(ENDPOINT)
    const { transport, runtime } = bench.process('slow')
    let conn: Conn | undefined
    let closedAt = 0
    void transport.connect('server:5555', { connectTimeout: 0, signal: new AbortController().signal } as never).then((made) => {
      conn = made
      made.start({ data: () => undefined, drain: () => undefined, closed: () => (closedAt = bench.world.now) })
    })
    await bench.world.advance(1)
    for (let i = 0; i < 64 && closedAt === 0; i++) {
      conn?.write([Uint8Array.of(i === 0 ? 0xff : i === 9 ? 0x7f : 0)])
      await bench.world.advance(500)
    }
    expect(closedAt).toBeGreaterThanOrEqual(2700)
    expect(closedAt).toBeLessThanOrEqual(3300)
    await bench.close(pull)
    await bench.world.advance(2000)
    expect([bench.left, runtime.timers]).toEqual([NOTHING, 0])
  })

  it.each([0, 120_000, 10_000])(
    'of a CURVE server with handshakeInterval %i ms ends after at most a minute, and with it the key of its cookie (RFC 26: 49)',
    async (handshakeInterval) => {
      await loadCurve()
      const bench = new Bench()
      const { context } = bench.process('server')
      const pull = new Pull({ context, handshakeInterval, curveServer: true, curveSecretKey: curveKeyPair().secretKey })
      await pull.bind(ENDPOINT)
      let closedAt = 0
      void bench
        .process('mute')
        .transport.connect('server:5555', { connectTimeout: 0, signal: new AbortController().signal } as never)
        .then((made) => {
          made.start({ data: () => undefined, drain: () => undefined, closed: () => (closedAt = bench.world.now) })
        })
      await bench.world.until(() => closedAt > 0, 200_000)
      const expected = handshakeInterval === 10_000 ? 10_000 : 60_000
      expect(Math.abs(closedAt - expected)).toBeLessThan(100)
      await bench.close(pull)
      await bench.world.advance(2000)
      expect(bench.left).toEqual(NOTHING)
    },
  )
})

describe('linger (R10)', () => {
  async function queued(linger: number) {
    const bench = new Bench()
    const push = new Push({ context: bench.process('client').context, linger, sendHighWaterMark: 0 })
    push.connect(ENDPOINT)
    for (let i = 0; i < 10_000; i++) push.trySend(`message ${i}`)
    await bench.world.advance(10)
    return { bench, push }
  }

  it('of 0 closes at once, and counts the unsent messages (rule 42)', async () => {
    const { bench, push } = await queued(0)
    expect(await bench.close(push)).toBeLessThan(100)
    expect(push.drops.lost).toBe(10_000)
    await bench.world.advance(1000)
    expect(bench.left).toEqual(NOTHING)
  })

  it('of N closes after N milliseconds if no peer connects', async () => {
    const { bench, push } = await queued(2500)
    expect(await bench.close(push)).toBeCloseTo(2500, -1)
    expect(push.drops.lost).toBe(10_000)
    await bench.world.advance(1000)
    expect(bench.left).toEqual(NOTHING)
  })

  it('of -1 waits for a peer that connects after an hour, and delivers all messages (rule 42)', async () => {
    const { bench, push } = await queued(-1)
    let closed = false
    void push[Symbol.asyncDispose]().then(() => (closed = true))
    await bench.world.advance(3_600_000)
    expect(closed).toBe(false)
    const pull = new Pull({ context: bench.process('server').context })
    void pull.bind(ENDPOINT)
    let received = 0
    void (async () => {
      for await (const batch of pull.batches()) received += batch.length
    })()
    expect(await bench.world.until(() => closed && received === 10_000, 5000)).toBe(true)
    await bench.close(pull)
    await bench.world.advance(2000)
    expect(bench.left).toEqual(NOTHING)
  }, 60_000)
})

describe('the queue of a connecting socket', () => {
  it.each([
    ['outlives the connection: what was not handed to it comes by the next, once and in order (rule 6)', false],
    ['outlives the connection when the socket is closed already and has LINGER -1 (R10)', true],
  ])(
    '%s',
    async (_title, closing) => {
      const bench = new Bench({ ...LOOPBACK, window: 1000 })
      const push = new Push({ context: bench.process('client').context, linger: closing ? -1 : 0, sendHighWaterMark: 100 })
      const first = bench.process('server')
      const deaf = new Pull({ context: first.context, receiveHighWaterMark: 1 })
      void deaf.bind(ENDPOINT)
      await bench.world.advance(10)
      push.connect(ENDPOINT)
      await bench.world.advance(100)
      let accepted = 0
      while (push.trySend([String(accepted), Buffer.alloc(2_000)])) {
        accepted++
        await bench.world.advance(0.1)
      }
      const waiting = push.peers[0]!.queueLength
      expect(waiting).toBeGreaterThanOrEqual(50)
      if (closing) push.close()
      bench.network.crash(first.runtime, false)

      const pull = new Pull({ context: bench.process('server').context })
      void pull.bind(ENDPOINT)
      const received: number[] = []
      void (async () => {
        for await (const [number] of pull) received.push(Number(number))
      })()
      expect(await bench.world.until(() => received.length >= waiting, 20_000)).toBe(true)
      expect(received).toEqual(Array.from({ length: waiting }, (_, i) => accepted - waiting + i))
      // What the network had not taken was lost with the connection; what it had taken is not counted.
      expect(push.drops.lost).toBeGreaterThan(0)
      expect(push.drops.lost).toBeLessThanOrEqual(accepted - waiting)
      await bench.close(push)
      await bench.close(pull)
    },
    60_000,
  )
})

describe('a connection that is lost and made again', () => {
  it('keeps the high-water mark of a receiver, even if its queue was full when the connection ended', async () => {
    const bench = new Bench({ ...LOOPBACK, window: 1000 })
    const push = new Push({ context: bench.process('server').context, linger: 0, sendHighWaterMark: 10 })
    const pull = new Pull({ context: bench.process('client').context, receiveHighWaterMark: 1 })
    void push.bind(ENDPOINT)
    pull.connect(ENDPOINT)
    await bench.world.advance(100)
    // More than its queue takes, in one chunk: the rest is released into the queue when the connection goes.
    for (let i = 0; i < 3; i++) push.trySend('queued')
    await bench.world.advance(100)
    bench.network.reset([...bench.network.conns][0]!)
    expect(await bench.world.until(() => push.peers.length === 0, 5000)).toBe(true)
    expect(await bench.world.until(() => push.writable, 5000)).toBe(true)
    let taken = 0
    while (taken < 100 && push.trySend(Buffer.alloc(500))) {
      taken++
      await bench.world.advance(10)
    }
    expect(taken).toBeLessThan(30)
    await bench.close(push)
    await bench.close(pull)
  })

  it('loses no message that had arrived, in the queue or above its mark, when the peer is found dead', async () => {
    const bench = new Bench()
    const options = { receiveHighWaterMark: 1, heartbeatInterval: 100, heartbeatTimeout: 200, linger: 0 }
    const dealer = new Dealer({ context: bench.process('client').context, ...options })
    const server = bench.process('server')
    const peer = new Dealer({ context: server.context })
    void peer.bind(ENDPOINT)
    dealer.connect(ENDPOINT)
    await bench.world.advance(50)
    for (let i = 0; i < 10; i++) peer.trySend(String(i))
    await bench.world.advance(10)
    bench.network.crash(server.runtime, true)
    expect(await bench.world.until(() => bench.network.conns.size === 0, 1000)).toBe(true)
    const received: number[] = []
    for (let [next] = dealer.tryReceive() ?? []; next !== undefined; [next] = dealer.tryReceive() ?? []) received.push(Number(next))
    expect(received).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    await bench.close(dealer)
  })

  it('removes the subscriptions from a connecting publisher that the peer has cancelled meanwhile', async () => {
    const bench = new Bench()
    const sub = new Subscriber({ context: bench.process('server').context })
    const pub = new Publisher({ context: bench.process('client').context })
    sub.subscribe('a', 'b')
    void sub.bind(ENDPOINT)
    pub.connect(ENDPOINT)
    expect(await bench.world.until(() => pub.topicsCount === 2, 5000)).toBe(true)
    bench.network.reset([...bench.network.conns][0]!)
    expect(await bench.world.until(() => bench.network.conns.size === 0, 5000)).toBe(true)
    sub.unsubscribe('b')
    await bench.world.advance(1000)
    expect([bench.network.conns.size, pub.topicsCount]).toEqual([2, 1])
    await bench.close(pub)
    await bench.close(sub)
  })
})

describe('a connection that was not read any more because its queue was full', () => {
  const options = { receiveHighWaterMark: 1, heartbeatInterval: 100, heartbeatTimeout: 200 }

  it('is closed by a ROUTER when its routing id went to another peer and it is half-open', async () => {
    const bench = new Bench({ ...LOOPBACK, window: 1000 })
    const router = new Router({ context: bench.process('server').context, handover: true, ...options })
    const lost = bench.process('client')
    const [old, newcomer] = [lost.context, bench.process('client').context].map((context) => new Dealer({ context, routingId: 'name' }))
    await router.bind(ENDPOINT)
    old!.connect(ENDPOINT)
    for (let i = 0; i < 10; i++) old!.trySend(Buffer.alloc(500))
    await bench.world.advance(100)
    bench.network.crash(lost.runtime, true)
    // More than the connection takes: it waits for room that never comes.
    router.trySend(['name', Buffer.alloc(5000)])
    await bench.world.advance(1000)
    expect([...bench.network.conns].length).toBe(1)
    newcomer!.connect(ENDPOINT)
    await bench.world.advance(1000)
    expect([...bench.network.conns].length).toBe(2)
    await bench.close(newcomer!)
    await bench.close(router)
  })

  it('is read again by a closing socket, which so finds the peer dead and sends its queue over the next connection (R10)', async () => {
    const bench = new Bench({ ...LOOPBACK, window: 1000 })
    const dealer = new Dealer({ context: bench.process('client').context, linger: -1, reconnectInterval: 50, ...options })
    const first = bench.process('server')
    const mute = new Dealer({ context: first.context })
    void mute.bind(ENDPOINT)
    dealer.connect(ENDPOINT)
    await bench.world.advance(100)
    for (let i = 0; i < 10; i++) mute.trySend(Buffer.alloc(500))
    await bench.world.advance(100)
    bench.network.crash(first.runtime, true)
    for (let i = 0; i < 10; i++) {
      dealer.trySend([String(i), Buffer.alloc(2000)])
      await bench.world.advance(1)
    }
    const waiting = dealer.peers[0]!.queueLength
    expect(waiting).toBeGreaterThan(5)

    const again = new Dealer({ context: bench.process('server').context })
    void again.bind(ENDPOINT)
    const received: number[] = []
    void (async () => {
      for await (const [number] of again) received.push(Number(number))
    })()
    expect(await bench.close(dealer)).toBeLessThan(1000)
    await bench.world.advance(10)
    expect(received).toEqual(Array.from({ length: waiting }, (_, i) => 10 - waiting + i))
    await bench.close(again)
  })
})
