/** libzmq's heartbeat scenarios, on a clock that the test moves and a peer of bytes (RFC 37; hardening L17, L18). */
import { command, frame, greeting, join, latin1, ready, wire } from '@tszmq/testkit'
import { Dealer, Pair, Pull, Push, Router, Stream } from '../../src/index.ts'
import { RawPeer } from '../raw-peer.ts'
import { Stage, WIRES, connections, text, until } from '../stage.ts'
import { ManualRuntime } from './manual-runtime.ts'

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
  it('leaves a peer that does not answer a PING in time, and says so', async () => {
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

  it.each([[1, '0001'], [10, '000a'], [655, '028f'], [656, '0290'], [700, '02bc'], [65_535, 'ffff']])(
    'tells a time to live of %i tenths of a second as %s',
    async (tenths, expected) => {
      const runtime = new ManualRuntime()
      await using stage = new Stage('tcp', { runtime })
      const { raw } = await met(stage, { heartbeatInterval: 10, heartbeatTimeToLive: tenths * 100, heartbeatTimeout: 0 })
      using _raw = raw
      runtime.advance(10)
      expect((await raw.hearFrame()).body.subarray(5, 7).toString('hex')).toBe(expected)
    },
  )

  it.each([1, 655, 656, 700, 65_535])('leaves a peer that promised to be heard within %i tenths of a second, then and not before (wire 25)', async (tenths) => {
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
  })

  it('never leaves a peer whose PING has a time to live of 0', async () => {
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

  it.each(['', 'c', 'sixteen bytes of'])('gives the context %j of a PING back', async (context) => {
    await using stage = new Stage('tcp')
    const { raw } = await met(stage, {})
    using _raw = raw
    raw.say(frame(4, join(wire("04 'PING' 0000"), latin1(context))))
    expect((await raw.hearFrame()).body.toString()).toBe(`\u0004PONG${context}`)
  })

  it('refuses a time to live that the wire cannot tell', () => {
    const dealer = new Dealer()
    dealer.heartbeatTimeToLive = 6_553_599
    expect(() => (dealer.heartbeatTimeToLive = 6_553_600)).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    dealer.close()
  })

  it.each([
    ['2.0', 'ff 00 00 00 00 00 00 00 01 7f 01 08 00 00'],
    ['1.0', '01 00'],
  ])('expects none of a %s peer, which knows no PING (wire 24)', async (version, words) => {
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

  it('expects none of the raw peers of a STREAM (rule 37)', async () => {
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

  it.each(WIRES)('two of our own keep each other over %s', async (transport) => {
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

  it('a PULL that sends nothing is kept by its PONGs', async () => {
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
