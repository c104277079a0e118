/** Attacks before and during the handshake, through real tcp: silence, slowness, floods, downgrades, protocol errors, disconnects. */
import { RawPeer, command, frame, greeting, hex, join, latin1, message, property, ready, wire } from '@tszmq/testkit'
import { attackLimit, attackSize } from '@tszmq/fuzzer'
import { mayTalk } from '@tszmq/zmtp-codec'
import { Context, Dealer, Pull, Reply } from '../../src/index.ts'
import { percentile } from './percentile.ts'
import { Victim } from './victim.ts'

// Ids of threats: docs/threats.md.

let victim: Victim
beforeAll(async () => (victim = await Victim.start()))
afterEach(() => victim.close())
afterAll(() => victim.stop())

/** The beginnings of a handshake that never ends. */
const UNFINISHED: readonly (readonly [string, Uint8Array])[] = [
  ['nothing', new Uint8Array(0)],
  ['half a greeting', greeting().subarray(0, 10)],
  ['a greeting', greeting()],
  ['a greeting and half of READY', RawPeer.hello('PULL').subarray(0, 70)],
]

describe('a peer that never finishes its handshake', () => {
  it.each(['Push', 'Dealer'] as const)('L3: never gets a message of a %s: 1,000 messages reach the good peer', async (type) => {
    await victim.open(type)
    await victim.underAttack(async () => {
      for (const [, bytes] of UNFINISHED) {
        for (let i = 0; i < 5; i++) void (await victim.attacker()).write(bytes)
      }
      const context = new Context()
      await using good = type === 'Push' ? new Pull({ context }) : new Dealer({ context })
      good.connect(victim.endpoint)
      const sent = victim.ask('send', { count: 1000 })
      for (let i = 0; i < 1000; i++) expect(Number((await good.receive({ timeout: 1000 }))[0])).toBe(i)
      await sent
    })
  })

  it('L3: never gets a request of a Request', async () => {
    await victim.open('Request')
    await victim.underAttack(async () => {
      for (const [, bytes] of UNFINISHED) void (await victim.attacker()).write(bytes)
      await using good = new Reply({ context: new Context() })
      good.connect(victim.endpoint)
      await victim.ask('say', { text: 'question' })
      for (let i = 0; i < 20; i++) {
        expect(String((await good.receive({ timeout: 1000 }))[0])).toBe('question')
        await good.send('answer')
      }
      await victim.ask('hush')
    })
  })

  it('L3: never gets a message of a Push with IMMEDIATE that connected to it', async () => {
    await victim.open('Push', { immediate: true })
    await victim.underAttack(async () => {
      await victim.lure((peer) => void peer.write(greeting()))
      await using good = new Pull({ context: new Context() })
      good.connect(victim.endpoint)
      const sent = victim.ask('send', { count: 1000 })
      for (let i = 0; i < 1000; i++) expect(Number((await good.receive({ timeout: 1000 }))[0])).toBe(i)
      await sent
    })
  })

  it('L3: gets no message of a Publisher', async () => {
    await victim.open('Publisher')
    await victim.underAttack(async () => {
      const peers = []
      for (const [, bytes] of UNFINISHED) {
        const peer = await victim.attacker()
        void peer.write(bytes)
        peers.push(peer)
      }
      await victim.serves()
      for (const peer of peers) expect(hex(peer.received)).not.toContain(hex(latin1('good')))
    })
  })

  const SLOW = attackSize({
    full: { each: 1000, interval: 30_000, byte: 5000, tolerance: 0.1, p99: 100 },
    // Other tests run beside this one: the figures are held by the full size.
    short: { each: 100, interval: 1000, byte: 100, tolerance: 0.3, p99: 500 },
  })

  it(
    'Z2: is disconnected when the whole handshake takes too long, however it spreads its bytes, and does not delay good peers',
    async () => {
      const { each, interval, byte, tolerance, p99 } = SLOW
      await victim.open('Pull', { handshakeInterval: interval, maxPendingHandshakes: 2 * each + 10 })
      await victim.underAttack(async () => {
        const hello = RawPeer.hello('PUSH')
        const lives: Promise<number>[] = []
        const slow: RawPeer[] = []
        for (let i = 0; i < 2 * each; i += 20) {
          await Promise.all(
            Array.from({ length: 20 }, async (_, at) => {
              const peer = await victim.attacker()
              const began = performance.now()
              lives.push(peer.untilClosed().then(() => performance.now() - began))
              if (at % 2 === 0) slow.push(peer)
            }),
          )
        }
        let at = 0
        const trickle = setInterval(() => {
          const piece = hello.subarray(at, ++at)
          for (const peer of slow) void peer.write(piece)
        }, byte)
        const good: number[] = []
        let all: number[] | undefined
        const ended = Promise.all(lives).then((each) => (all = each))
        while (all === undefined) good.push(await victim.handshakeTime())
        await ended
        clearInterval(trickle)
        expect(Math.min(...all)).toBeGreaterThan(interval * (1 - tolerance))
        expect(Math.max(...all)).toBeLessThan(interval * (1 + tolerance))
        expect(good.length).toBeGreaterThan(20)
        expect(percentile(good, 0.99)).toBeLessThan(p99)
        expect(await victim.saw('handshake:error:other', 'ETIMEDOUT')).toBe(true)
      })
    },
    attackLimit(2),
  )
})

describe('a peer with another mechanism or version', () => {
  it.each(['PLAIN', 'CURVE', 'GSSAPI', 'null', 'NULLX', ''])(
    'L8: of mechanism %p is rejected, and its messages are not received',
    async (mechanism) => {
      await victim.open('Pull')
      await victim.underAttack(async () => {
        const peer = await victim.attacker()
        void peer.write(greeting({ mechanism }), ready(['Socket-Type', 'PUSH']), message(latin1('sneaky')))
        await peer.untilClosed()
      })
      expect((await victim.heard()).heard.flat()).not.toContain('sneaky')
      expect(await victim.saw('handshake:error:protocol')).toBe(true)
    },
  )

  it('L5: of ZMTP 1.0, with two messages beyond 8192 bytes in one stream, is received exactly', async () => {
    await victim.open('Pull')
    await victim.underAttack(async () => {
      const peer = await victim.attacker()
      const long = (size: number, text: string): Uint8Array => {
        const header = Buffer.alloc(10)
        header[0] = 0xff
        header.writeBigUInt64BE(BigInt(size + 1), 1)
        return join(header, latin1(text.repeat(size / text.length)))
      }
      const arrived = victim.ask('expect', { text: 'last' })
      void peer.write(wire('01 00'), long(9000, 'a'), long(10_000, 'bc'), wire("05 00 'last'"))
      await arrived
    })
    const { heard } = await victim.heard()
    expect(heard.filter(([text]) => !text?.startsWith('good'))).toEqual([['a'.repeat(100)], ['bc'.repeat(50)], ['last']])
  })
})

/** Each as [name, bytes after the greeting, before READY]. */
const WRONG_HANDSHAKES: readonly (readonly [string, Uint8Array])[] = [
  ['a message before READY', message(latin1('early'))],
  ['HELLO', command('HELLO', new Uint8Array(194))],
  ['WELCOME', command('WELCOME', new Uint8Array(160))],
  ['INITIATE', command('INITIATE', new Uint8Array(200))],
  ['SUBSCRIBE before READY', command('SUBSCRIBE')],
  ['an empty command', wire('04 00')],
  ['a command with MORE', wire("05 06 05 'READY'")],
  ['a reserved flag', wire("0c 06 05 'READY'")],
  ['READY without a Socket-Type', ready()],
  ['READY of 5,000 properties', ready(...Array.from({ length: 5000 }, (_, i) => [`X-${i}`, ''] as const))],
  ['READY with a truncated property', command('READY', property('Socket-Type', 'PUSH').subarray(0, 12))],
  ['ERROR that lies about its length', command('ERROR', wire("ff 'x'"))],
]

/** Each as [name, bytes after the handshake]. */
const WRONG_TRAFFIC: readonly (readonly [string, Uint8Array])[] = [
  ['READY again', ready(['Socket-Type', 'PUSH'])],
  ['ERROR', command('ERROR', wire("03 'bad'"))],
  ['SUBSCRIBE to a PULL', command('SUBSCRIBE', latin1('a'))],
  ['JOIN to a PULL', command('JOIN', latin1('a'))],
  ['HELLO', command('HELLO', new Uint8Array(194))],
  ['MESSAGE', command('MESSAGE', new Uint8Array(40))],
  ['an empty command', wire('04 00')],
  ['a command with MORE', wire("05 05 04 'PING'")],
  ['a command whose name is longer than it', wire("04 02 09 'P'")],
  ['a reserved flag', wire("08 01 'a'")],
  ['PING without a TTL', command('PING')],
  ['PING with half a TTL', command('PING', wire('00'))],
]

describe('a peer that breaks the protocol', () => {
  it('Z1, Z5, Z6, Z8: in its handshake is disconnected, and none of its messages is delivered', async () => {
    await victim.open('Pull')
    await victim.underAttack(async () => {
      for (const [, bytes] of WRONG_HANDSHAKES) {
        const peer = await victim.attacker()
        void peer.write(greeting(), bytes, ready(['Socket-Type', 'PUSH']), message(latin1('late')))
        await peer.untilClosed()
      }
      await victim.ask('eventCount', { type: 'handshake:error:protocol', count: WRONG_HANDSHAKES.length })
    })
    expect((await victim.heard()).heard.flat().filter((text) => !text.startsWith('good'))).toEqual([])
  })

  it('Z5, Z6, L17: after its handshake is disconnected, and its earlier messages are delivered (wire 20)', async () => {
    await victim.open('Pull')
    await victim.underAttack(async () => {
      for (const [name, bytes] of WRONG_TRAFFIC) {
        const peer = await victim.insider()
        void peer.write(message(latin1(`before ${name}`)), bytes, message(latin1('late')))
        await peer.untilClosed()
      }
    })
    const heard = (await victim.heard()).heard.flat().filter((text) => !text.startsWith('good'))
    expect(heard).toEqual(WRONG_TRAFFIC.map(([name]) => `before ${name}`))
  })

  it('Z5: by an unknown, well-formed command is not disconnected: it is ignored (wire 20)', async () => {
    await victim.open('Pull')
    await victim.underAttack(async () => {
      const peer = await victim.insider()
      const arrived = victim.ask('expect', { text: 'after' })
      void peer.write(command('NOVELTY', new Uint8Array(300)), command('x'.repeat(255)), message(latin1('after')))
      await arrived
    })
  })

  it.each(['Request', 'Router', 'Publisher', 'Pull', 'Dealer'] as const)(
    'Z10: a %s accepts only peers of compatible types',
    async (type) => {
      const own = { Request: 'REQ', Router: 'ROUTER', Publisher: 'PUB', Pull: 'PULL', Dealer: 'DEALER' } as const
      await victim.open(type)
      await victim.underAttack(async () => {
        for (const peerType of [
          'REQ',
          'REP',
          'DEALER',
          'ROUTER',
          'PUB',
          'SUB',
          'XPUB',
          'XSUB',
          'PUSH',
          'PULL',
          'PAIR',
          'rep',
          'REP\0',
          '',
        ]) {
          const peer = await victim.attacker()
          void peer.write(RawPeer.hello(peerType))
          await peer.until(() => peer.closed || peer.frames.some(({ body }) => /^\x05READY/.test(body.toString('latin1'))))
          const legal = mayTalk(own[type], peerType)
          if (!legal) await peer.untilClosed()
          const refused = peer.frames.some(({ body }) => body.toString('latin1').startsWith('\x05ERROR'))
          expect([peerType, refused]).toEqual([peerType, !legal])
          peer.destroy()
        }
      })
    },
  )

  it.each([
    ['a plain reason', command('ERROR', wire("04 'nope'"))],
    ['255 control characters', command('ERROR', join(Uint8Array.of(255), new Uint8Array(255).fill(27)))],
    ['a reason longer than its frame', command('ERROR', wire("ff 'a'"))],
    ['no reason', command('ERROR')],
  ])('Z7: a client with reconnectStop that is rejected with %s never connects again', async (_name, refusal) => {
    await victim.open('Dealer', { reconnectStop: 2, reconnectInterval: 1 })
    let connections = 0
    await victim.underAttack(async () => {
      const refused = new Promise<void>((resolve) => {
        void victim.lure((peer) => {
          connections++
          void peer
            .write(greeting(), refusal)
            .then(() => peer.untilClosed())
            .then(resolve)
        })
      })
      await refused
      expect(await victim.ask('peers', { count: 0 })).toBe(true)
    })
    expect(connections).toBe(1)
    expect((await victim.events()).filter(({ type }) => type === 'connect:retry')).toEqual([])
  })
})

const MOMENTS: readonly (readonly [string, Uint8Array, boolean])[] = [
  ...UNFINISHED.map(([name, bytes]) => [`after ${name}`, bytes, false] as const),
  ['after the handshake', RawPeer.hello('PUSH'), true],
  ['in the middle of a frame', join(RawPeer.hello('PUSH'), frame(0, latin1('whole')).subarray(0, 4)), true],
  ['in the middle of a message', join(RawPeer.hello('PUSH'), frame(1, latin1('part'))), true],
  ['in the middle of a length', join(RawPeer.hello('PUSH'), wire('02 00 00 00')), true],
]

describe.each([
  ['FIN', (peer: RawPeer) => peer.end()],
  ['RST', (peer: RawPeer) => peer.reset()],
] as const)('a %s', (_name, leave) => {
  it.each(MOMENTS)('Z14: %s ends only that connection, once', async (_moment, bytes, established) => {
    await victim.open('Pull')
    await victim.underAttack(async () => {
      const peer = await victim.attacker()
      void peer.write(bytes)
      if (established) await peer.until(() => peer.frames.length > 0)
      else await victim.ask('eventCount', { type: 'accept', count: 2 })
      leave(peer)
      await peer.untilClosed()
    })
    const seen = (await victim.events()).map(({ type }) => type)
    // The good peers leave too: two of them, each disconnected once.
    await victim.ask('eventCount', { type: 'disconnect', count: established ? 3 : 2 })
    expect(seen.filter((type) => type === 'accept').length).toBe(3)
    expect(seen.filter((type) => type.startsWith('handshake:error')).length).toBe(established ? 0 : 1)
    expect((await victim.heard()).heard.flat().filter((text) => !text.startsWith('good'))).toEqual([])
  })

  it.each(MOMENTS)('Z14: %s of a peer that this side connected to is followed by another attempt', async (_moment, bytes) => {
    await victim.open('Pull', { reconnectInterval: 1, reconnectMaxInterval: 20 })
    await victim.underAttack(async () => {
      let connections = 0
      await new Promise<void>((resolve) => {
        void victim.lure((peer) => {
          if (++connections === 3) return resolve()
          void peer
            .write(bytes)
            .then(() => peer.until(() => peer.bytes > 0))
            .then(() => leave(peer))
        })
      })
    })
  })
})
