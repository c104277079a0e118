/** RFC 29, publish-subscribe: PUB, XPUB, SUB and XSUB. The numbers are those of rfc29-clauses.ts. */
import { greeting, latin1, ready, until } from '@tszmq/testkit'
import { Publisher, Subscriber, XPublisher, XSubscriber } from '../../src/index.ts'
import { RawPeer } from '../raw-peer.ts'
import { Stage, TRANSPORTS, WIRES, connections, drain, fill, part, take, text } from '../stage.ts'

/** Publishes until `sub` receives, and receives all of it: from then on all earlier subscriptions of `sub` are active. */
async function heard(pub: Publisher | XPublisher, sub: Subscriber | XSubscriber): Promise<void> {
  if (sub instanceof Subscriber) sub.subscribe('\u0001sync')
  else await sub.send('\u0001\u0001sync')
  let last = 0
  await until(() => {
    void pub.send(['\u0001sync', String(++last)])
    return sub.readable
  })
  await pub.send(['\u0001sync', 'end'])
  while ((await sub.receive())[1]?.toString() !== 'end');
}

/** Publishes messages of 1 MB until a subscriber misses one. Returns how many were published. */
async function flood(pub: Publisher | XPublisher | XSubscriber): Promise<number> {
  for (let sent = 1; ; sent++) {
    expect(sent).toBeLessThan(200)
    expect(await fill(pub, [Buffer.from('t')], 1)).toBe(1)
    if (pub.drops['high-water-mark'] > 0) return sent
  }
}

describe.each(TRANSPORTS)('RFC 29, PUB over %s', (transport) => {
  it('SHALL only send: it has no receive (1, 15)', async () => {
    await using stage = new Stage(transport)
    const pub = stage.make(Publisher)
    expect(['receive' in pub, pub.readable, pub.writable]).toEqual([false, false, true])
  })

  it('SHALL NOT modify what it sends (10)', async () => {
    await using stage = new Stage(transport)
    const [pub, sub] = [stage.make(Publisher), stage.make(Subscriber)]
    await stage.meet(pub, sub)
    sub.subscribe()
    await heard(pub, sub)
    const message = [Buffer.alloc(0), Buffer.from([0, 255]), Buffer.alloc(5_000, 1), Buffer.alloc(0)]
    await pub.send(message)
    expect(await sub.receive()).toEqual(message)
  })

  it.each([Publisher, XPublisher])(
    '%p SHALL compare a subscription with the beginning of the first frame, byte by byte (11, 24) (rule 22)',
    async (type) => {
      await using stage = new Stage(transport)
      // An XSUB does not filter what it is sent.
      const [pub, xsub] = [stage.make(type as typeof Publisher), stage.make(XSubscriber)]
      await stage.meet(pub, xsub)
      await xsub.send('\u0001ab')
      await xsub.send(Buffer.from([1, 0xff, 0]))
      await heard(pub, xsub)
      for (const topic of ['ab', 'abc', 'a', 'AB', 'b', '']) await pub.send([topic, 'x'])
      await pub.send(['a', 'ab'])
      await pub.send([Buffer.from([0xff, 0, 1]), 'y'])
      expect(await take(xsub, 3)).toEqual(['ab|x', 'abc|x', '\u00ff\u0000\u0001|y'])
    },
  )

  it('SHALL have a queue for each subscriber, from its connection to its end (2, 5, 6, 7)', async () => {
    await using stage = new Stage(transport)
    const [pub, one, two] = [stage.make(Publisher), stage.make(Subscriber), stage.make(Subscriber)]
    await stage.meet(pub, one, two)
    for (const sub of [one, two]) {
      sub.subscribe('')
      await heard(pub, sub)
    }
    await one[Symbol.asyncDispose]()
    await until(() => pub.peers.length === 1)
    await pub.send(['', 'for two'])
    let last = text(await two.receive())
    while (last?.[1] !== 'for two') last = text(await two.receive())
    expect(last).toEqual(['', 'for two'])
  })

  it('SHALL NOT send the queued messages of a subscriber that disconnected to others (6, 7)', async () => {
    await using stage = new Stage(transport)
    const [pub, lost, next] = [
      stage.make(Publisher, { sendHighWaterMark: 2 }),
      stage.make(Subscriber, { receiveHighWaterMark: 1 }),
      stage.make(Subscriber),
    ]
    const endpoint = await stage.meet(pub, lost)
    lost.subscribe('t')
    await heard(pub, lost)
    await flood(pub)
    await lost[Symbol.asyncDispose]()
    await until(() => pub.peers.length === 0)
    await stage.join(next, endpoint)
    next.subscribe('t')
    await heard(pub, next)
    await pub.send('t fresh')
    expect(text(await next.receive())).toEqual(['t fresh'])
  })

  it('SHALL process subscriptions and cancellations, without a notification (14, 15)', async () => {
    await using stage = new Stage(transport)
    const [pub, sub] = [stage.make(Publisher), stage.make(Subscriber)]
    await stage.meet(pub, sub)
    sub.subscribe('a', 'b')
    await heard(pub, sub)
    sub.unsubscribe('a')
    await pub.send('a1')
    await pub.send('b1')
    expect(text(await sub.receive())).toEqual(['b1'])
    expect(pub.readable).toBe(false)
  })

  it('SHALL discard messages of subscribers (9) (rule 31)', async () => {
    await using stage = new Stage(transport)
    const [pub, xsub] = [stage.make(Publisher), stage.make(XSubscriber)]
    await stage.meet(pub, xsub)
    await xsub.send('upstream')
    await xsub.send('\u0001')
    await heard(pub, xsub)
    expect(pub.drops.unexpected).toBe(1)
  })

  it('SHALL NOT block on sending without subscribers (13)', async () => {
    await using stage = new Stage(transport)
    const pub = stage.make(Publisher)
    await stage.bind(pub)
    for (let i = 0; i < 3000; i++) expect(pub.trySend('x')).toBe(true)
  })

  it('SHALL create its queue when it connects: the subscriptions of a bound subscriber arrive (3)', async () => {
    await using stage = new Stage(transport)
    const [pub, sub] = [stage.make(Publisher), stage.make(Subscriber)]
    sub.subscribe('t')
    await stage.meet(sub, pub)
    await heard(pub, sub)
    await pub.send('to it')
    expect(text(await sub.receive())).toEqual(['to it'])
  })
})

describe.each(WIRES)('RFC 29, XSUB that connects, over %s', (transport) => {
  it('SHALL keep the queue while the connection is lost: queued messages follow the subscriptions, each once (46)', async () => {
    await using stage = new Stage(transport)
    const [xsub, xpub] = [stage.make(XSubscriber, { reconnectInterval: 1 }), stage.make(XPublisher, { verbosity: 'allSubs' })]
    const endpoint = await stage.meet(xpub, xsub)
    await xsub.send('\u0001a')
    expect(await take(xpub, 1)).toEqual(['\u0001a'])
    await xpub.unbind(endpoint)
    await until(() => connections(xsub) === 0)
    await xsub.send('\u0001b')
    await xsub.send(['upstream', 'meanwhile'])
    await xpub.bind(endpoint)
    expect(await take(xpub, 4)).toEqual(['\u0000a', '\u0001a', '\u0001b', 'upstream|meanwhile'])
    expect(xpub.readable).toBe(false)
  })
})

describe.each(WIRES)('RFC 29, PUB and XPUB that connect, over %s', (transport) => {
  it.each([Publisher, XPublisher])('%p SHALL keep the queue and the subscriptions while the connection is lost (4, 18)', async (type) => {
    await using stage = new Stage(transport)
    const [pub, sub] = [stage.make(type as typeof Publisher, { reconnectInterval: 1 }), stage.make(Subscriber)]
    const endpoint = await stage.meet(sub, pub)
    sub.subscribe('t')
    await heard(pub, sub)
    await sub.unbind(endpoint)
    await until(() => connections(pub) === 0)
    await pub.send('t meanwhile')
    await sub.bind(endpoint)
    expect(text(await sub.receive())).toEqual(['t meanwhile'])
  })
})

describe.each(TRANSPORTS)('RFC 29, a subscriber that does not read, over %s', (transport) => {
  it.each([Publisher, XPublisher])('misses messages of a %p, which SHALL NOT block (2, 8, 12, 13, 16, 22, 25, 26)', async (type) => {
    await using stage = new Stage(transport)
    const pub = stage.make(type as typeof Publisher, { sendHighWaterMark: 1 })
    const [slow, fast] = [stage.make(Subscriber, { receiveHighWaterMark: 1 }), stage.make(Subscriber, { receiveHighWaterMark: 0 })]
    await stage.meet(pub, slow, fast)
    for (const sub of [slow, fast]) {
      sub.subscribe('t')
      await heard(pub, sub)
    }
    let missed = 0
    let sent = 0
    for (; missed < 10; sent++) {
      expect(sent).toBeLessThan(200)
      const before = pub.drops['high-water-mark']
      expect(await fill(pub, [Buffer.from('t')], 1)).toBe(1)
      missed += pub.drops['high-water-mark'] - before
      expect(text(await fast.receive())?.[0]).toBe('t')
    }
    expect(connections(pub)).toBe(2)
  })

  it.each([Subscriber, XSubscriber])(
    'as %p has back-pressure and loses nothing itself: the publisher drops and counts (39, 40, 50, 52) (rule 24)',
    async (type) => {
      await using stage = new Stage(transport)
      const pub = stage.make(XPublisher, { sendHighWaterMark: 2 })
      const sub = stage.make(type as typeof Subscriber, { receiveHighWaterMark: 2 })
      await stage.meet(pub, sub)
      if (sub instanceof Subscriber) sub.subscribe('t')
      else await (sub as XSubscriber).send('\u0001t')
      await pub.receive()
      const kept = (await flood(pub)) - pub.drops['high-water-mark']
      await take(sub, kept)
      await pub.send(['t', 'the end'])
      expect((await take(sub, 1))[0]).toBe('t|the end')
    },
  )

  it('does not keep an XPUB from receiving its messages (16)', async () => {
    await using stage = new Stage(transport)
    const [xpub, xsub] = [stage.make(XPublisher, { sendHighWaterMark: 1 }), stage.make(XSubscriber, { receiveHighWaterMark: 1 })]
    await stage.meet(xpub, xsub)
    await xsub.send('\u0001t')
    await xpub.receive()
    await flood(xpub)
    await xsub.send('still here')
    expect(text(await xpub.receive())).toEqual(['still here'])
  })
})

describe('RFC 29, PUB and XPUB and their high-water marks', () => {
  it.each([Publisher, XPublisher])(
    '%p SHALL drop only for a full subscriber, exactly the messages above its marks (8, 12, 13, 22, 25, 26)',
    async (type) => {
      await using stage = new Stage('inproc')
      const pub = stage.make(type, { sendHighWaterMark: 2 })
      const [slow, fast] = [stage.make(Subscriber, { receiveHighWaterMark: 3 }), stage.make(Subscriber, { receiveHighWaterMark: 98 })]
      await stage.meet(pub, slow, fast)
      for (const sub of [slow, fast]) sub.subscribe('')
      await heard(pub, fast)
      drain(slow)
      for (let i = 0; i < 50; i++) expect(pub.trySend(String(i))).toBe(true)
      expect([drain(slow), drain(fast).length, pub.drops['high-water-mark']]).toEqual([['0', '1', '2', '3', '4'], 50, 45])
    },
  )
})

describe.each(TRANSPORTS)('RFC 29, XPUB over %s', (transport) => {
  it('SHALL deliver subscriptions and unsubscriptions to its application, each once (29, 30)', async () => {
    await using stage = new Stage(transport)
    const [xpub, sub] = [stage.make(XPublisher), stage.make(Subscriber)]
    await stage.meet(xpub, sub)
    sub.subscribe('a', 'a', '')
    sub.unsubscribe('a', 'a', '')
    expect(await take(xpub, 4)).toEqual(['\u0001a', '\u0001', '\u0000a', '\u0000'])
  })

  it('SHALL deliver the messages of subscribers, in order (19, 27, 28)', async () => {
    await using stage = new Stage(transport)
    const xpub = stage.make(XPublisher)
    const subs = [stage.make(XSubscriber), stage.make(XSubscriber)] as const
    await stage.meet(xpub, ...subs)
    for (const [i, sub] of subs.entries()) for (let n = 0; n < 3; n++) await sub.send([`u${i}`, String(n)])
    const got = await take(xpub, 6)
    for (const i of [0, 1]) expect(got.filter((each) => each.startsWith(`u${i}`))).toEqual([0, 1, 2].map((n) => `u${i}|${n}`))
  })

  it('SHALL create its queues when it connects: the subscriptions of a bound subscriber arrive (17)', async () => {
    await using stage = new Stage(transport)
    const [xpub, sub] = [stage.make(XPublisher), stage.make(Subscriber)]
    sub.subscribe('t')
    await stage.meet(sub, xpub)
    expect(text(await xpub.receive())).toEqual(['\u0001t'])
    await xpub.send('to it')
    expect(text(await sub.receive())).toEqual(['to it'])
  })

  it('SHALL destroy the queues of a subscriber that disconnects; its messages are still read (20, 21)', async () => {
    await using stage = new Stage(transport)
    const [xpub, xsub, next] = [
      stage.make(XPublisher, { sendHighWaterMark: 2 }),
      stage.make(XSubscriber, { receiveHighWaterMark: 1 }),
      stage.make(XSubscriber),
    ]
    const endpoint = await stage.meet(xpub, xsub)
    await xsub.send('\u0001t')
    await xsub.send('upstream')
    expect(await take(xpub, 1)).toEqual(['\u0001t'])
    await until(() => xpub.readable)
    await flood(xpub)
    await xsub[Symbol.asyncDispose]()
    await until(() => xpub.peers.length === 0)
    expect([drain(xpub), xpub.topicsCount]).toEqual([['upstream', '\u0000t'], 0])
    await stage.join(next, endpoint)
    await next.send('\u0001t')
    await xpub.receive()
    await xpub.send('t fresh')
    expect(text(await next.receive())).toEqual(['t fresh'])
  })

  it('SHALL unsubscribe a subscriber that disconnects (31)', async () => {
    await using stage = new Stage(transport)
    const [xpub, sub] = [stage.make(XPublisher), stage.make(Subscriber)]
    await stage.meet(xpub, sub)
    sub.subscribe('one', 'two')
    expect(await take(xpub, 2)).toEqual(['\u0001one', '\u0001two'])
    await sub[Symbol.asyncDispose]()
    expect((await take(xpub, 2)).sort()).toEqual(['\u0000one', '\u0000two'])
  })

  it('SHALL NOT modify what it sends, and sends it to subscribers (23)', async () => {
    await using stage = new Stage(transport)
    const [xpub, a, b] = [stage.make(XPublisher), stage.make(Subscriber), stage.make(Subscriber)]
    await stage.meet(xpub, a, b)
    a.subscribe('a')
    b.subscribe('b')
    await take(xpub, 2)
    for (const topic of ['b', 'a']) await xpub.send([topic, '', topic])
    expect([text(await a.receive()), text(await b.receive())]).toEqual([
      ['a', '', 'a'],
      ['b', '', 'b'],
    ])
  })

  it('receives subscriptions that were made before the connection (19, 29)', async () => {
    await using stage = new Stage(transport)
    const [xpub, sub] = [stage.make(XPublisher), stage.make(Subscriber)]
    sub.subscribe('early')
    await stage.meet(xpub, sub)
    expect(text(await xpub.receive())).toEqual(['\u0001early'])
  })
})

describe.each(TRANSPORTS)('RFC 29, SUB over %s', (transport) => {
  it('SHALL only receive, and nothing without a subscription (32) (rule 22)', async () => {
    await using stage = new Stage(transport)
    const [xpub, sub] = [stage.make(XPublisher), stage.make(Subscriber)]
    await stage.meet(xpub, sub)
    expect(['send' in sub, sub.writable]).toEqual([false, false])
    await xpub.send('unheard')
    sub.subscribe('')
    await xpub.receive()
    await xpub.send('heard')
    expect(text(await sub.receive())).toEqual(['heard'])
  })

  it('SHALL receive from its publishers fairly, a queue for each (33, 36, 41, 43)', async () => {
    await using stage = new Stage(transport)
    const sub = stage.make(Subscriber)
    sub.subscribe('')
    const xpubs = [stage.make(XPublisher), stage.make(XPublisher), stage.make(XPublisher)]
    await stage.meet(sub, ...xpubs)
    for (const [i, xpub] of xpubs.entries()) {
      await xpub.receive()
      for (let n = 0; n < 5; n++) await xpub.send(`${n}${i}`)
    }
    await part(sub, ...xpubs)
    const got = await take(sub, 15)
    for (const n of [0, 1, 2, 3, 4]) expect(got.slice(3 * n, 3 * n + 3).sort()).toEqual([`${n}0`, `${n}1`, `${n}2`])
  })

  it('SHALL NOT modify what it receives (42)', async () => {
    await using stage = new Stage(transport)
    const [sub, xpub] = [stage.make(Subscriber), stage.make(XPublisher)]
    sub.subscribe('')
    await stage.meet(xpub, sub)
    await xpub.receive()
    const message = [Buffer.from([1]), Buffer.alloc(0), Buffer.alloc(5_000, 5), Buffer.alloc(0)]
    await xpub.send(message)
    expect(await sub.receive()).toEqual(message)
  })

  it('SHALL destroy the queue of a publisher that disconnects; its messages are still read (37, 38)', async () => {
    await using stage = new Stage(transport)
    const [sub, xpub] = [stage.make(Subscriber), stage.make(XPublisher)]
    sub.subscribe('')
    await stage.meet(sub, xpub)
    await xpub.receive()
    for (let i = 0; i < 10; i++) await xpub.send(String(i))
    await part(sub, xpub)
    expect([sub.peers, drain(sub).length, sub.readable]).toEqual([[], 10, false])
  })

  it('SHALL keep its queue without a connection: it receives from the next publisher at the same endpoint (34, 35)', async () => {
    await using stage = new Stage(transport)
    const [sub, first] = [stage.make(Subscriber, { reconnectInterval: 1 }), stage.make(XPublisher)]
    sub.subscribe('t')
    const endpoint = await stage.bind(first)
    await first.unbind(endpoint)
    sub.connect(endpoint)
    const second = stage.make(XPublisher)
    await second.bind(endpoint)
    expect(text(await second.receive())).toEqual(['\u0001t'])
    await second.send('t1')
    expect(text(await sub.receive())).toEqual(['t1'])
  })
})

describe.each(TRANSPORTS)('RFC 29, XSUB over %s', (transport) => {
  it('SHALL send the subscriptions of its application to all its publishers (59, 60)', async () => {
    await using stage = new Stage(transport)
    const xsub = stage.make(XSubscriber)
    const xpubs = [stage.make(XPublisher), stage.make(XPublisher)]
    await stage.meet(xsub, ...xpubs)
    await xsub.send('\u0001topic')
    await xsub.send('\u0000topic')
    for (const xpub of xpubs) expect(await take(xpub, 2)).toEqual(['\u0001topic', '\u0000topic'])
  })

  it('SHALL send its messages to all its publishers, unmodified, without blocking (47, 55, 56, 58)', async () => {
    await using stage = new Stage(transport)
    const xsub = stage.make(XSubscriber)
    const xpubs = [stage.make(XPublisher), stage.make(XPublisher)]
    await stage.meet(xsub, ...xpubs)
    await xsub.send(['upstream', '', 'frames'])
    for (const xpub of xpubs) expect(text(await xpub.receive())).toEqual(['upstream', '', 'frames'])
    expect(xsub.writable).toBe(true)
  })

  it('SHALL receive from its publishers fairly, a queue for each, and deliver all of it (44, 47, 53, 54)', async () => {
    await using stage = new Stage(transport)
    const xsub = stage.make(XSubscriber)
    const xpubs = [stage.make(XPublisher), stage.make(XPublisher), stage.make(XPublisher)]
    await stage.meet(xsub, ...xpubs)
    await xsub.send('\u0001')
    for (const [i, xpub] of xpubs.entries()) {
      await xpub.receive()
      for (let n = 0; n < 3; n++) await xpub.send(`${n}${i}`)
    }
    await part(xsub, ...xpubs)
    const got = await take(xsub, 9)
    for (const n of [0, 1, 2]) expect(got.slice(3 * n, 3 * n + 3).sort()).toEqual([`${n}0`, `${n}1`, `${n}2`])
  })

  it('SHALL create its queues when it connects, and keep them whether or not there is a connection (45, 46)', async () => {
    await using stage = new Stage(transport)
    const [xsub, finder] = [stage.make(XSubscriber, { reconnectInterval: 1 }), stage.make(XPublisher)]
    const endpoint = await stage.bind(finder)
    await finder.unbind(endpoint)
    xsub.connect(endpoint)
    await xsub.send('\u0001t')
    await xsub.send('upstream')
    const xpub = stage.make(XPublisher)
    await xpub.bind(endpoint)
    expect((await take(xpub, 2)).sort()).toEqual(['\u0001t', 'upstream'])
    await xpub.send('t1')
    expect(text(await xsub.receive())).toEqual(['t1'])
  })

  it('SHALL destroy the queues of a publisher that disconnects; its messages are still read (48, 49)', async () => {
    await using stage = new Stage(transport)
    const [xsub, xpub, next] = [stage.make(XSubscriber, { sendHighWaterMark: 2 }), stage.make(XPublisher), stage.make(XPublisher)]
    const endpoint = await stage.meet(xsub, xpub)
    await xsub.send('\u0001')
    await xpub.receive()
    await xpub.send('from it')
    await part(xsub, xpub)
    await xsub.send('to nobody')
    await stage.join(next, endpoint)
    await xsub.send('fresh')
    expect([await take(next, 2), drain(xsub), connections(xsub)]).toEqual([['\u0001', 'fresh'], ['from it'], 1])
  })

  it('SHALL have separate directions: a full incoming queue does not stop outgoing messages (44)', async () => {
    await using stage = new Stage(transport)
    const [xsub, xpub] = [stage.make(XSubscriber, { receiveHighWaterMark: 1 }), stage.make(XPublisher, { sendHighWaterMark: 1 })]
    await stage.meet(xsub, xpub)
    await xsub.send('\u0001t')
    await xpub.receive()
    await flood(xpub)
    await xsub.send(['upstream', 'still'])
    expect(text(await xpub.receive())).toEqual(['upstream', 'still'])
  })

  it('SHALL NOT modify what it receives (51, 54)', async () => {
    await using stage = new Stage(transport)
    const [xsub, xpub] = [stage.make(XSubscriber), stage.make(XPublisher)]
    await stage.meet(xpub, xsub)
    await xsub.send('\u0001')
    await xpub.receive()
    const message = [Buffer.from([1]), Buffer.alloc(0), Buffer.alloc(300, 5)]
    await xpub.send(message)
    expect(await xsub.receive()).toEqual(message)
  })
})

describe.each(TRANSPORTS)('RFC 29, XSUB and a full queue, over %s', (transport) => {
  it('SHALL drop for the publisher whose queue is full, and SHALL NOT block (50, 57, 58)', async () => {
    await using stage = new Stage(transport)
    const [xsub, finder] = [stage.make(XSubscriber, { sendHighWaterMark: 2, reconnectInterval: 1 }), stage.make(XPublisher)]
    const endpoint = await stage.bind(finder)
    await finder.unbind(endpoint)
    // Nobody has bound it yet, so that nothing leaves the queue.
    xsub.connect(endpoint)
    for (let i = 0; i < 10; i++) expect(xsub.trySend(`up ${i}`)).toBe(true)
    expect(xsub.drops['high-water-mark']).toBe(8)
    const xpub = stage.make(XPublisher)
    await xpub.bind(endpoint)
    expect(await take(xpub, 2)).toEqual(['up 0', 'up 1'])
  })
})

describe('RFC 29, the end of a subscriber on the wire', () => {
  it('closes the connection without a CANCEL before (61)', async () => {
    await using stage = new Stage('tcp')
    const sub = stage.make(Subscriber)
    sub.subscribe('A')
    using raw = RawPeer.connect(await stage.bind(sub))
    raw.say(greeting(), ready(['Socket-Type', 'PUB']))
    await raw.hear(64)
    await raw.hearFrame()
    expect((await raw.hearFrame()).body).toEqual(Buffer.from(latin1('\u0009SUBSCRIBEA')))
    await sub[Symbol.asyncDispose]()
    await raw.closed
    expect(raw.waiting).toBe(0)
  })
})
