/** libzmq's scenarios for publish-subscribe; each group has the name of libzmq's test program. */
import { command, frame, greeting, latin1, message, ready, turn, until } from '@tszmq/testkit'
import { Subscriber, XPublisher, XSubscriber } from '../../src/index.ts'
import { RawPeer } from '../raw-peer.ts'
import { Stage, TRANSPORTS, drain, take, text } from '../stage.ts'

const SUBSCRIBE = latin1('\u0001A')
const CANCEL = latin1('\u0000A')

describe('mock_pub_sub', () => {
  it.each([
    ['commands', 1, command('SUBSCRIBE', latin1('A')), command('CANCEL', latin1('A'))],
    ['messages', 0, frame(0, SUBSCRIBE), frame(0, CANCEL)],
  ])('a raw subscriber that uses %s gets the matching messages, and none after it cancelled', async (_how, minor, subscribe, cancel) => {
    await using stage = new Stage('tcp')
    const xpub = stage.make(XPublisher)
    using raw = RawPeer.connect(await stage.bind(xpub))
    raw.say(greeting({ minor }), ready(['Socket-Type', 'SUB']), subscribe)
    expect(text(await xpub.receive())).toEqual(['\u0001A'])
    await raw.hear(64)
    await raw.hearFrame()
    await xpub.send('B unwanted')
    await xpub.send('ALOL')
    expect(await raw.hearFrame()).toEqual({ flags: 0, body: Buffer.from('ALOL') })
    raw.say(cancel)
    expect(text(await xpub.receive())).toEqual(['\u0000A'])
    await xpub.send('ALOL')
    raw.say(frame(0, latin1('\u0001M')))
    await xpub.receive()
    await xpub.send('Marker')
    expect((await raw.hearFrame()).body.toString()).toBe('Marker')
  })

  it.each([
    [1, 4],
    [0, 0],
  ])('a SUB subscribes at a raw publisher of ZMTP 3.%i with flags %i', async (minor, flags) => {
    await using stage = new Stage('tcp')
    const sub = stage.make(Subscriber)
    sub.subscribe('A')
    using raw = RawPeer.connect(await stage.bind(sub))
    raw.say(greeting({ minor }), ready(['Socket-Type', 'PUB']))
    await raw.hear(64)
    await raw.hearFrame()
    const [subscribe, cancel] = flags === 4 ? ['\u0009SUBSCRIBEA', '\u0006CANCELA'] : ['\u0001A', '\u0000A']
    expect(await raw.hearFrame()).toEqual({ flags, body: Buffer.from(subscribe) })
    raw.say(message(latin1('B')), message(latin1('ALOL')))
    expect(text(await sub.receive())).toEqual(['ALOL'])
    sub.unsubscribe('A')
    expect(await raw.hearFrame()).toEqual({ flags, body: Buffer.from(cancel) })
  })
})

describe.each(TRANSPORTS)('sub_forward over %s', (transport) => {
  it('a subscription and a message pass a device', async () => {
    await using stage = new Stage(transport)
    const [xpub, xsub] = [stage.make(XPublisher), stage.make(XSubscriber)]
    const [pub, sub] = [stage.make(XPublisher), stage.make(Subscriber)]
    await stage.meet(xpub, sub)
    await stage.meet(xsub, pub)
    sub.subscribe('')
    await xsub.send(await xpub.receive())
    await pub.receive()
    await pub.send(['through', 'it'])
    await xpub.send(await xsub.receive())
    expect(text(await sub.receive())).toEqual(['through', 'it'])
  })
})

describe.each(TRANSPORTS)('pub_invert_matching over %s', (transport) => {
  it('sends the messages that do not match, if both ends set it (rule 30)', async () => {
    await using stage = new Stage(transport)
    const [xpub, sub] = [stage.make(XPublisher, { invertMatching: true }), stage.make(Subscriber, { invertMatching: true })]
    await stage.meet(xpub, sub)
    sub.subscribe('prefix1', 'p2')
    await take(xpub, 2)
    for (const topic of ['prefix1', 'prefix1 more', 'p2', 'prefix2', 'p']) await xpub.send(topic)
    expect(await take(sub, 2)).toEqual(['prefix2', 'p'])
  })
})

describe.each(TRANSPORTS)('xpub_manual over %s', (transport) => {
  it("subscribes to the application's topics, not to the requested ones (rule 26)", async () => {
    await using stage = new Stage(transport)
    const [xpub, sub] = [stage.make(XPublisher, { manual: true }), stage.make(XSubscriber)]
    await stage.meet(xpub, sub)
    await sub.send('\u0001A')
    expect(text(await xpub.receive())).toEqual(['\u0001A'])
    xpub.subscribe('XA')
    await xpub.send('A')
    await xpub.send('XA')
    expect(text(await sub.receive())).toEqual(['XA'])
  })

  it("unsubscribes from the application's topics", async () => {
    await using stage = new Stage(transport)
    const [xpub, sub] = [stage.make(XPublisher, { manual: true }), stage.make(XSubscriber)]
    await stage.meet(xpub, sub)
    await sub.send('\u0001A')
    await xpub.receive()
    xpub.subscribe('A', 'B')
    await sub.send('\u0000A')
    expect(text(await xpub.receive())).toEqual(['\u0000A'])
    xpub.unsubscribe('A')
    await xpub.send('A')
    await xpub.send('B')
    expect(text(await sub.receive())).toEqual(['B'])
  })

  it('notifies the application of each topic of a subscriber that disconnects', async () => {
    await using stage = new Stage(transport)
    const [xpub, sub, other] = [stage.make(XPublisher, { manual: true }), stage.make(XSubscriber), stage.make(XSubscriber)]
    await stage.meet(xpub, sub, other)
    await sub.send('\u0001A')
    await xpub.receive()
    xpub.subscribe('XA')
    await other.send('\u0001B')
    await xpub.receive()
    xpub.subscribe('XB')
    await sub[Symbol.asyncDispose]()
    expect(text(await xpub.receive())).toEqual(['\u0000A'])
    await xpub.send('XA')
    await xpub.send('XB')
    expect(text(await other.receive())).toEqual(['XB'])
    expect(xpub.topicsCount).toBe(1)
  })

  it('subscribes the sender of the notification that was received last (rule 26)', async () => {
    await using stage = new Stage(transport)
    const xpub = stage.make(XPublisher, { manual: true })
    const subs = [stage.make(XSubscriber), stage.make(XSubscriber)] as const
    await stage.meet(xpub, ...subs)
    await subs[0].send('\u00010')
    expect(text(await xpub.receive())).toEqual(['\u00010'])
    await subs[1].send('\u00011')
    xpub.subscribe('zero')
    await xpub.receive()
    xpub.subscribe('one')
    for (const each of ['one', 'zero']) await xpub.send(each)
    expect([await take(subs[0], 1), await take(subs[1], 1)]).toEqual([['zero'], ['one']])
  })

  it('does not subscribe a sender that has disconnected (rule 26)', async () => {
    await using stage = new Stage(transport)
    const [xpub, sub] = [stage.make(XPublisher, { manual: true }), stage.make(XSubscriber)]
    await stage.meet(xpub, sub)
    await sub.send('\u0001A')
    await take(xpub, 1)
    await sub[Symbol.asyncDispose]()
    expect(await take(xpub, 1)).toEqual(['\u0000A'])
    xpub.subscribe('A')
    await xpub.send('A')
    expect([xpub.topicsCount, xpub.drops['high-water-mark']]).toEqual([0, 0])
  })

  it.each([[['user']], [['user', 'of', 'frames']], [['\u0001A', 'is no subscription']]])(
    'passes on %j of an application (rule 31)',
    async (body) => {
      await using stage = new Stage(transport)
      const [xpub, sub] = [stage.make(XPublisher, { manual: true }), stage.make(XSubscriber)]
      await stage.meet(xpub, sub)
      await sub.send(body)
      expect(text(await xpub.receive())).toEqual(body)
    },
  )

  it('throws if it is not manual, or before a notification was received', () => {
    const plain = new XPublisher()
    expect(() => plain.subscribe('A')).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    const manual = new XPublisher({ manual: true })
    expect(() => manual.subscribe('A')).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    plain.close()
    manual.close()
  })
})

describe.each(TRANSPORTS)('xpub_manual, other topics than requested over %s', (transport) => {
  it('notifies of the remaining topics when a subscriber disconnects that had cancelled some', async () => {
    await using stage = new Stage(transport)
    const [xpub, sub] = [stage.make(XPublisher, { manual: true }), stage.make(XSubscriber)]
    await stage.meet(xpub, sub)
    for (const topic of ['A', 'B']) {
      await sub.send(`\u0001${topic}`)
      expect(text(await xpub.receive())).toEqual([`\u0001${topic}`])
      xpub.subscribe(`X${topic}`)
    }
    await sub.send('\u0000A')
    expect(text(await xpub.receive())).toEqual(['\u0000A'])
    xpub.unsubscribe('XA')
    for (const each of ['XA', 'XB']) await xpub.send(each)
    expect(text(await sub.receive())).toEqual(['XB'])
    await sub[Symbol.asyncDispose]()
    expect(text(await xpub.receive())).toEqual(['\u0000B'])
    xpub.unsubscribe('XB')
    expect([xpub.topicsCount, drain(xpub)]).toEqual([0, []])
  })

  it('keeps no topic of a subscriber that disconnected for the next one', async () => {
    await using stage = new Stage(transport)
    const [xpub, first, second] = [stage.make(XPublisher, { manual: true }), stage.make(XSubscriber), stage.make(XSubscriber)]
    const endpoint = await stage.meet(xpub, first)
    await first.send('\u0001A')
    await xpub.receive()
    xpub.subscribe('XA')
    for (const each of ['XA', 'XB']) await xpub.send(each)
    expect(text(await first.receive())).toEqual(['XA'])
    await first[Symbol.asyncDispose]()
    expect(text(await xpub.receive())).toEqual(['\u0000A'])
    // Whom this was about is gone: it means nothing.
    xpub.unsubscribe('XA')
    expect(xpub.topicsCount).toBe(0)
    await stage.join(second, endpoint)
    await second.send('\u0001B')
    expect(text(await xpub.receive())).toEqual(['\u0001B'])
    xpub.subscribe('XB')
    for (const each of ['XA', 'XB', 'XB end']) await xpub.send(each)
    expect(await take(second, 2)).toEqual(['XB', 'XB end'])
  })

  it.each([[['\u0002A']], [['\u0002A', '', 'B']]])('passes on %j, which is not a subscription, without manual too', async (body) => {
    await using stage = new Stage(transport)
    const [xpub, sub] = [stage.make(XPublisher), stage.make(XSubscriber)]
    await stage.meet(xpub, sub)
    await sub.send(body)
    expect(text(await xpub.receive())).toEqual(body)
  })
})

describe.each(TRANSPORTS)('xpub_manual in a device over %s', (transport) => {
  /** A publisher, the device's two ends, and two subscribers that want `topics`; all subscriptions confirmed and passed on. */
  async function device(stage: Stage, topics: readonly [string, string]) {
    const [xsub, xpub] = [stage.make(XSubscriber), stage.make(XPublisher, { manual: true })]
    const pub = stage.make(XPublisher)
    const subs = [stage.make(Subscriber), stage.make(Subscriber)] as const
    await stage.meet(xsub, pub)
    const endpoint = await stage.bind(xpub)
    for (const [i, sub] of subs.entries()) {
      sub.subscribe(topics[i] as string)
      await stage.join(sub, endpoint)
    }
    const confirm = async (): Promise<string> => {
      const [notification] = (await xpub.receive()) as [Buffer]
      const topic = notification.subarray(1)
      if (notification[0] === 1) xpub.subscribe(topic)
      else xpub.unsubscribe(topic)
      await xsub.send(notification)
      return text([notification])?.[0] as string
    }
    return { xsub, xpub, pub, subs, confirm }
  }

  it('loses no subscription of two that arrive at once', async () => {
    await using stage = new Stage(transport)
    const { xsub, xpub, pub, subs, confirm } = await device(stage, ['1', '2'])
    expect([await confirm(), await confirm()].sort()).toEqual(['\u00011', '\u00012'])
    await take(pub, 2)
    for (const topic of ['1', '2']) {
      await pub.send([topic, 'X'])
      await xpub.send(await xsub.receive())
    }
    expect([await take(subs[0], 1), await take(subs[1], 1)]).toEqual([['1|X'], ['2|X']])
    expect(subs.map((sub) => sub.readable)).toEqual([false, false])
  })

  it('is notified of each subscriber that disconnects, and the publisher has none left', async () => {
    await using stage = new Stage(transport)
    const { xsub, xpub, pub, subs, confirm } = await device(stage, ['1', '1'])
    expect([await confirm(), await confirm()]).toEqual(['\u00011', '\u00011'])
    await pub.receive()
    await pub.send(['1', 'X'])
    await xpub.send(await xsub.receive())
    for (const sub of subs) expect(text(await sub.receive())).toEqual(['1', 'X'])
    for (const sub of subs) await sub[Symbol.asyncDispose]()
    expect([await confirm(), await confirm()]).toEqual(['\u00001', '\u00001'])
    expect(text(await pub.receive())).toEqual(['\u00001'])
    expect([pub.topicsCount, xpub.topicsCount]).toEqual([0, 0])
    await pub.send(['1', 'X'])
    await turn()
    expect([xsub.readable, xpub.readable]).toEqual([false, false])
  })
})

describe.each(TRANSPORTS)('xpub_verbose, set on a socket in use, over %s', (transport) => {
  /** The notifications of `xpub` once all subscriptions of `sub` have arrived: `mark` is the last one. */
  async function told(xpub: XPublisher, sub: XSubscriber): Promise<string[]> {
    await sub.send(['marker', ''])
    const all: string[] = []
    for (;;) {
      const next = text(await xpub.receive()) as string[]
      if (next[0] === 'marker') return all
      all.push(next[0] as string)
    }
  }

  it('one subscriber: a second subscription is reported only when verbose', async () => {
    await using stage = new Stage(transport)
    const [xpub, sub] = [stage.make(XPublisher), stage.make(XSubscriber)]
    await stage.meet(xpub, sub)
    for (const topic of ['\u0001A', '\u0001B', '\u0001A']) await sub.send(topic)
    expect(await told(xpub, sub)).toEqual(['\u0001A', '\u0001B'])
    xpub.verbosity = 'allSubs'
    await sub.send('\u0001A')
    expect(await told(xpub, sub)).toEqual(['\u0001A'])
    for (const topic of ['A', 'B']) await xpub.send(topic)
    expect(await take(sub, 2)).toEqual(['A', 'B'])
  })

  it('two subscribers: a topic that the other has already is reported only when verbose', async () => {
    await using stage = new Stage(transport)
    const [xpub, one, two] = [stage.make(XPublisher), stage.make(XSubscriber), stage.make(XSubscriber)]
    await stage.meet(xpub, one, two)
    await one.send('\u0001A')
    expect(await told(xpub, one)).toEqual(['\u0001A'])
    await two.send('\u0001A')
    expect(await told(xpub, two)).toEqual([])
    await one.send('\u0001B')
    expect(await told(xpub, one)).toEqual(['\u0001B'])
    xpub.verbosity = 'allSubs'
    await two.send('\u0001A')
    expect(await told(xpub, two)).toEqual(['\u0001A'])
    for (const topic of ['A', 'B']) await xpub.send(topic)
    expect([await take(one, 2), await take(two, 1)]).toEqual([['A', 'B'], ['A']])
  })

  it('one subscriber: only the last cancellation of a topic is reported', async () => {
    await using stage = new Stage(transport)
    const [xpub, sub] = [stage.make(XPublisher), stage.make(XSubscriber)]
    await stage.meet(xpub, sub)
    const said = async (...all: string[]): Promise<string[]> => {
      for (const each of all) await sub.send(each)
      return told(xpub, sub)
    }
    expect(await said('\u0000A')).toEqual([])
    expect(await said('\u0001A', '\u0001A')).toEqual(['\u0001A'])
    expect(await said('\u0000A')).toEqual([])
    expect(await said('\u0000A')).toEqual(['\u0000A'])
    expect(await said('\u0000A')).toEqual([])
    xpub.verbosity = 'allSubsUnsubs'
    expect(await said('\u0001A')).toEqual(['\u0001A'])
    await xpub.send('A')
    expect(text(await sub.receive())).toEqual(['A'])
    expect(await said('\u0000A')).toEqual(['\u0000A'])
    expect(await said('\u0000A')).toEqual([])
  })

  it('two subscribers: a cancellation by one of them is reported only with allSubsUnsubs', async () => {
    await using stage = new Stage(transport)
    const [xpub, one, two] = [stage.make(XPublisher), stage.make(XSubscriber), stage.make(XSubscriber)]
    await stage.meet(xpub, one, two)
    const said = async (sub: XSubscriber, what: string): Promise<string[]> => {
      await sub.send(what)
      return told(xpub, sub)
    }
    expect([await said(one, '\u0001A'), await said(two, '\u0001A')]).toEqual([['\u0001A'], []])
    expect([await said(one, '\u0000A'), await said(two, '\u0000A')]).toEqual([[], ['\u0000A']])
    xpub.verbosity = 'allSubsUnsubs'
    expect([await said(one, '\u0001A'), await said(two, '\u0001A')]).toEqual([['\u0001A'], ['\u0001A']])
    await xpub.send('A')
    expect([await take(one, 1), await take(two, 1)]).toEqual([['A'], ['A']])
    expect([await said(two, '\u0000A'), await said(one, '\u0000A'), await said(two, '\u0000A')]).toEqual([['\u0000A'], ['\u0000A'], []])
  })
})

describe.each(TRANSPORTS)('xpub_verbose over %s', (transport) => {
  /** Two subscribers say each thing twice, the second after the first; then `C` is a marker. */
  async function sequence(verbosity: null | 'allSubs' | 'allSubsUnsubs'): Promise<string> {
    await using stage = new Stage(transport)
    const [xpub, a, b] = [stage.make(XPublisher, { verbosity }), stage.make(XSubscriber), stage.make(XSubscriber)]
    await stage.meet(xpub, a, b)
    const got: string[] = []
    const said = async (sub: XSubscriber, kind: number): Promise<void> => {
      await sub.send(Buffer.from([kind, 0x41]))
      await sub.send(['marker', ''])
      for (let next = await take(xpub, 1); next[0] !== 'marker|'; next = await take(xpub, 1)) got.push(next[0] === '\u0001A' ? '+' : '-')
    }
    for (const sub of [a, b]) for (let i = 0; i < 2; i++) await said(sub, 1)
    for (const sub of [a, b]) for (let i = 0; i < 2; i++) await said(sub, 0)
    return got.join('')
  }

  it('reports the first subscription and the last unsubscription (rule 25)', async () => {
    expect(await sequence(null)).toBe('+-')
  })

  it('reports every subscription when verbose (rule 25)', async () => {
    expect(await sequence('allSubs')).toBe('++++-')
  })

  it('reports every unsubscription too with allSubsUnsubs: as many as subscribers sent (rules 23, 25)', async () => {
    // An XSUB sends one CANCEL for all its SUBSCRIBEs to a topic.
    expect(await sequence('allSubsUnsubs')).toBe('++++--')
  })
})

describe('xpub_nodrop', () => {
  it('rejects with EAGAIN instead of dropping, and accepts more when there is room (rule 29)', async () => {
    await using stage = new Stage('inproc')
    const [xpub, sub] = [
      stage.make(XPublisher, { noDrop: true, sendHighWaterMark: 10 }),
      stage.make(Subscriber, { receiveHighWaterMark: 10 }),
    ]
    await stage.meet(xpub, sub)
    sub.subscribe('')
    await xpub.receive()
    let sent = 0
    while (xpub.trySend(String(sent))) sent++
    expect([sent, xpub.drops['high-water-mark']]).toEqual([20, 0])
    const waiting = xpub.send('last')
    expect(await take(sub, 21)).toHaveLength(21)
    await waiting
  })

  it('sends the message to no subscriber while one is full (rule 29)', async () => {
    await using stage = new Stage('inproc')
    const pub = stage.make(XPublisher, { noDrop: true, sendHighWaterMark: 1 })
    const [small, large] = [stage.make(Subscriber, { receiveHighWaterMark: 1 }), stage.make(Subscriber, { receiveHighWaterMark: 50 })]
    await stage.meet(pub, small, large)
    for (const sub of [small, large]) sub.subscribe('')
    await until(() => pub.readable)
    let sent = 0
    while (pub.trySend(String(sent))) sent++
    expect([sent, drain(small).length, drain(large).length]).toEqual([2, 2, 2])
  })
})

describe.each(TRANSPORTS)('xpub_welcome_msg over %s', (transport) => {
  it('is the first message of a subscriber that subscribed to it (rule 28)', async () => {
    await using stage = new Stage(transport)
    const [xpub, sub] = [stage.make(XPublisher, { welcomeMessage: 'W' }), stage.make(Subscriber)]
    sub.subscribe('W')
    await stage.meet(xpub, sub)
    expect([await take(xpub, 1), await take(sub, 1)]).toEqual([['\u0001W'], ['W']])
  })
})

describe.each(TRANSPORTS)('xpub_topic over %s', (transport) => {
  it.each([244, 245, 246, 247, 255, 256, 1000])('a topic of %i bytes arrives whole, across the limit of short frames', async (size) => {
    await using stage = new Stage(transport)
    const [xpub, sub] = [stage.make(XPublisher), stage.make(Subscriber)]
    await stage.meet(xpub, sub)
    const topic = Buffer.alloc(size, 'topic')
    sub.subscribe(topic)
    expect((await xpub.receive())[0]).toEqual(Buffer.concat([Buffer.of(1), topic]))
    await xpub.send([topic, 'x'])
    expect((await sub.receive())[0]).toEqual(topic)
  })
})

describe.each(TRANSPORTS)('pubsub_topics_count over %s', (transport) => {
  it.each([
    ['independent', ['topicA', 'topicB', 'other']],
    ['nested', ['t', 'to', 'topic', 'topicA']],
  ])('counts %s topics at both ends, each once', async (_how, topics) => {
    await using stage = new Stage(transport)
    const [xpub, sub] = [stage.make(XPublisher), stage.make(Subscriber)]
    await stage.meet(xpub, sub)
    expect([sub.topicsCount, xpub.topicsCount]).toEqual([0, 0])
    sub.subscribe(...topics, topics[0] as string)
    await take(xpub, topics.length)
    expect([sub.topicsCount, xpub.topicsCount]).toEqual([topics.length, topics.length])
    sub.unsubscribe(topics[0] as string)
    expect(sub.topicsCount).toBe(topics.length)
    sub.unsubscribe(...topics)
    await take(xpub, topics.length)
    expect([sub.topicsCount, xpub.topicsCount]).toEqual([0, 0])
  })
})

describe('hwm_pubsub', () => {
  it.each([
    [1000, 1000, 1000, 1000],
    [1000, 100, 1500, 1100],
    [6000, 2000, 9000, 8000],
  ])(
    'with marks of %i and %i, of %i messages %i arrive; the rest is dropped',
    async (sendHighWaterMark, receiveHighWaterMark, count, kept) => {
      await using stage = new Stage('inproc')
      const [xpub, sub] = [stage.make(XPublisher, { sendHighWaterMark }), stage.make(Subscriber, { receiveHighWaterMark })]
      await stage.meet(xpub, sub)
      sub.subscribe('')
      await xpub.receive()
      for (let i = 0; i < count; i++) xpub.trySend(String(i))
      expect([drain(sub).length, xpub.drops['high-water-mark']]).toEqual([kept, count - kept])
    },
  )

  it('sends again when a full subscriber has read (rule 2)', async () => {
    await using stage = new Stage('inproc')
    const [xpub, sub] = [stage.make(XPublisher, { sendHighWaterMark: 5 }), stage.make(Subscriber, { receiveHighWaterMark: 5 })]
    await stage.meet(xpub, sub)
    sub.subscribe('')
    await xpub.receive()
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 30; i++) xpub.trySend(String(i))
      expect(drain(sub)).toEqual(Array.from({ length: 10 }, (_, i) => String(i)))
    }
  })
})

describe.each(TRANSPORTS)('hwm_pubsub over %s', (transport) => {
  it.each([1000, 100])('%i messages at once with marks of as many lose none', async (mark) => {
    await using stage = new Stage(transport)
    const [xpub, sub] = [stage.make(XPublisher, { sendHighWaterMark: mark }), stage.make(Subscriber, { receiveHighWaterMark: mark })]
    await stage.meet(xpub, sub)
    sub.subscribe('')
    await xpub.receive()
    for (let i = 0; i < mark; i++) expect(xpub.trySend(String(i))).toBe(true)
    expect(await take(sub, mark)).toEqual(Array.from({ length: mark }, (_, i) => String(i)))
    expect(xpub.drops['high-water-mark']).toBe(0)
  })

  it('6,000 messages beyond a mark of 2,000 block a publisher with noDrop, and all arrive', async () => {
    await using stage = new Stage(transport)
    const [xpub, sub] = [stage.make(XPublisher, { noDrop: true, sendHighWaterMark: 2000 }), stage.make(Subscriber)]
    await stage.meet(xpub, sub)
    sub.subscribe('')
    await xpub.receive()
    // Large enough that what the system holds does not hide the mark.
    const filler = '.'.repeat(8192)
    let blocked = 0
    const receiving = take(sub, 6000)
    for (let i = 0; i < 6000; i++) {
      if (xpub.trySend([String(i), filler])) continue
      blocked++
      await xpub.send([String(i), filler])
    }
    expect((await receiving).map((each) => each.slice(0, -filler.length - 1))).toEqual(Array.from({ length: 6000 }, (_, i) => String(i)))
    expect([blocked > 0, xpub.drops['high-water-mark']]).toEqual([true, 0])
  })

  it('messages that were read make room: 9,999 and then 1,100 fit a mark of 11,024', async () => {
    await using stage = new Stage(transport)
    const [xpub, sub] = [stage.make(XPublisher, { sendHighWaterMark: 11_024 }), stage.make(Subscriber, { receiveHighWaterMark: 11_024 })]
    await stage.meet(xpub, sub)
    sub.subscribe('')
    await xpub.receive()
    for (const count of [9999, 1100]) {
      for (let i = 0; i < count; i++) expect(xpub.trySend('')).toBe(true)
      expect(await take(sub, count)).toHaveLength(count)
    }
    expect(xpub.drops['high-water-mark']).toBe(0)
  })
})

describe('many subscriptions', () => {
  it('5,000 made at once are all active, also at another publisher (rule 33)', async () => {
    await using stage = new Stage('tcp')
    const [first, sub] = [stage.make(XPublisher), stage.make(Subscriber, { reconnectInterval: 1 })]
    sub.subscribe(...Array.from({ length: 5000 }, (_, i) => `topic ${i};`))
    const endpoint = await stage.meet(first, sub)
    await until(() => first.topicsCount === 5000)
    await first[Symbol.asyncDispose]()
    const second = stage.make(XPublisher)
    await second.bind(endpoint)
    await until(() => second.topicsCount === 5000)
    await second.send('topic 4999;')
    expect(text(await sub.receive())).toEqual(['topic 4999;'])
  })
})
