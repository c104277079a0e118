/** Bursts: messages that connections do not accept at once are queued and arrive whole and in order, for each mechanism and pattern. */
import { until } from '@tszmq/testkit'
import { Dealer, Pull, Push, Router, Stream, Subscriber, XPublisher, XSubscriber, curveKeyPair } from '../../src/index.ts'
import { RawPeer } from '../raw-peer.ts'
import { Stage, take, text } from '../stage.ts'

const COUNT = 30_000
/** Unlimited, so that all that is sent waits. */
const OUT = { sendHighWaterMark: 0 }
const IN = { receiveHighWaterMark: 0 }
const BOTH = { ...OUT, ...IN }

const numbers = Array.from({ length: COUNT }, (_, i) => `${i}`.padStart(100, '.'))
const server = curveKeyPair()
const client = curveKeyPair()
const CURVE = {
  server: { curveServer: true, curveSecretKey: server.secretKey },
  client: { curveServerKey: server.publicKey, curvePublicKey: client.publicKey, curveSecretKey: client.secretKey },
}

function first(actual: readonly string[], expected: readonly string[]): number {
  return expected.findIndex((each, i) => actual[i] !== each)
}

/** Sends without giving connections a chance to be written. */
function burst(socket: { trySend(message: string[]): boolean }, messages = numbers, envelope: string[] = []): void {
  expect(messages.every((each) => socket.trySend([...envelope, each]))).toBe(true)
}

describe.each([
  ['NULL', { server: {}, client: {} }],
  ['CURVE', CURVE],
])('a burst under %s', (_, security) => {
  it.each([1, 3])('arrives at %i subscribers', async (count) => {
    await using stage = new Stage('tcp')
    const pub = stage.make(XPublisher, { ...BOTH, ...security.server, verbosity: 'allSubs' })
    const subs = Array.from({ length: count }, () => stage.make(Subscriber, { ...IN, ...security.client }))
    for (const sub of subs) sub.subscribe('')
    await stage.meet(pub, ...subs)
    for (let i = 0; i < count; i++) await pub.receive()
    burst(pub)
    for (const sub of subs) expect(first(await take(sub, COUNT), numbers)).toBe(-1)
  })

  it('arrives in the order of its topics at subscribers of different ones', async () => {
    await using stage = new Stage('tcp')
    const pub = stage.make(XPublisher, { ...BOTH, ...security.server, verbosity: 'allSubs' })
    const [all, some, few] = Array.from({ length: 3 }, () => stage.make(Subscriber, { ...IN, ...security.client })) as [
      Subscriber,
      Subscriber,
      Subscriber,
    ]
    all.subscribe('')
    some.subscribe('a', 'b')
    few.subscribe('b')
    await stage.meet(pub, all, some, few)
    for (let i = 0; i < 4; i++) await pub.receive()
    const sent = numbers.map((number, i) => `${i % 1000 === 0 ? 'b' : i % 3000 < 1500 ? 'a' : 'c'}${number}`)
    burst(pub, sent)
    const wanted = (topics: string): string[] => sent.filter((each) => topics.includes(each.charAt(0)))
    for (const [sub, topics] of [
      [all, 'abc'],
      [some, 'ab'],
      [few, 'b'],
    ] as const) {
      const expected = wanted(topics)
      expect(first(await take(sub, expected.length), expected)).toBe(-1)
    }
  })

  it('arrives at a PULL, also messages sent before it connected', async () => {
    await using stage = new Stage('tcp')
    const endpoint = await stage.vacant()
    const push = stage.make(Push, { ...OUT, ...security.client })
    push.connect(endpoint)
    burst(push)
    const pull = stage.make(Pull, { ...IN, ...security.server })
    await pull.bind(endpoint)
    expect(first(await take(pull, COUNT), numbers)).toBe(-1)
    burst(push)
    expect(first(await take(pull, COUNT), numbers)).toBe(-1)
  })

  it('arrives from a ROUTER in several frames', async () => {
    await using stage = new Stage('tcp')
    const router = stage.make(Router, { ...BOTH, ...security.server })
    const dealer = stage.make(Dealer, { ...BOTH, ...security.client, routingId: 'peer' })
    await stage.meet(router, dealer)
    burst(router, numbers, ['peer', 'head', ''])
    expect(
      first(
        await take(dealer, COUNT),
        numbers.map((number) => `head||${number}`),
      ),
    ).toBe(-1)
  })

  it('of messages to publishers arrives from an XSUB that has several', async () => {
    await using stage = new Stage('tcp')
    const xsub = stage.make(XSubscriber, { ...BOTH, ...security.client })
    const pubs = [0, 1].map(() => stage.make(XPublisher, { ...BOTH, ...security.server }))
    for (const pub of pubs) await stage.join(xsub, await stage.bind(pub))
    const sent = numbers.map((number) => `:${number}`)
    burst(xsub, sent)
    await xsub.send('\u0001topic')
    for (const pub of pubs) expect(first(await take(pub, COUNT + 1), [...sent, '\u0001topic'])).toBe(-1)
  })
})

describe('a burst', () => {
  it('arrives at a raw peer of a STREAM', async () => {
    await using stage = new Stage('tcp')
    const stream = stage.make(Stream, { ...BOTH, notify: true })
    using peer = RawPeer.connect(await stage.bind(stream))
    const [id] = await stream.receive()
    expect(numbers.every((number) => stream.trySend([id, number]))).toBe(true)
    expect(String(await peer.hear(COUNT * 100)) === numbers.join('')).toBe(true)
  })

  it('arrives at a subscriber of ZMTP 1.0 beside one of 3.1', async () => {
    await using stage = new Stage('tcp')
    const pub = stage.make(XPublisher, { ...BOTH, verbosity: 'allSubs' })
    const endpoint = await stage.bind(pub)
    const sub = stage.make(Subscriber, IN)
    sub.subscribe('')
    await stage.join(sub, endpoint)
    using peer = RawPeer.connect(endpoint)
    // RFC 13: an anonymous greeting, then a subscription to everything.
    peer.say(Uint8Array.of(1, 0), Uint8Array.of(2, 0, 1))
    for (let i = 0; i < 2; i++) await pub.receive()
    burst(pub)
    // The publisher's signature for the peer's greeting: ten bytes, of which the last is the flags of an empty identity.
    const greeting = await peer.hear(10)
    expect(greeting[0]).toBe(0xff)
    expect(first(await take(sub, COUNT), numbers)).toBe(-1)
    const frames = await peer.hear(COUNT * 102)
    for (let i = 0; i < COUNT; i++) {
      const at = i * 102
      if (frames[at] !== 101 || frames[at + 1] !== 0 || String(frames.subarray(at + 2, at + 102)) !== numbers[i])
        throw new Error(`message ${i} is another`)
    }
  })

  it('that a connection did not accept goes to the next one', async () => {
    await using stage = new Stage('tcp')
    const push = stage.make(Push, { ...OUT, reconnectInterval: 1 })
    const endpoint = await stage.vacant()
    const deaf = stage.make(Pull, { receiveHighWaterMark: 1 })
    await deaf.bind(endpoint)
    await stage.join(push, endpoint)
    // More than the buffers of a connection hold.
    const sent = Array.from({ length: 200_000 }, (_, i) => `${i}`.padStart(100, '.'))
    burst(push, sent)
    await deaf[Symbol.asyncDispose]()
    await until(() => push.peers.every(({ connected }) => !connected))
    const pull = stage.make(Pull, IN)
    await pull.bind(endpoint)
    const head = text(await pull.receive())![0]!
    const rest = sent.slice(Number(head.replace(/^\.+/, '')))
    expect(rest.length).toBeGreaterThan(1000)
    expect(first([head, ...(await take(pull, rest.length - 1))], rest)).toBe(-1)
  })
})
