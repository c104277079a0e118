/** RFC 29, publish-subscribe: one test per SHALL of PUB, XPUB, SUB and XSUB. */
import { Publisher, Subscriber, XPublisher, XSubscriber } from '../../src/index.ts'
import { Stage, TRANSPORTS, connections, drain, take, text, until } from '../stage.ts'

/** Publishes until it is heard, and takes all of it: from then on everything `sub` subscribed to before reaches it. */
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

describe.each(TRANSPORTS)('RFC 29, PUB over %s', (transport) => {
  it('SHALL only send: it has no receive', async () => {
    await using stage = new Stage(transport)
    const pub = stage.make(Publisher)
    expect(['receive' in pub, pub.readable, pub.writable]).toEqual([false, false, true])
  })

  it('SHALL NOT modify what it sends', async () => {
    await using stage = new Stage(transport)
    const [pub, sub] = [stage.make(Publisher), stage.make(Subscriber)]
    await stage.meet(pub, sub)
    sub.subscribe()
    await heard(pub, sub)
    const message = [Buffer.alloc(0), Buffer.from([0, 255]), Buffer.alloc(5_000, 1), Buffer.alloc(0)]
    await pub.send(message)
    expect(await sub.receive()).toEqual(message)
  })

  it('SHALL compare a subscription with the beginning of the first frame, byte by byte', async () => {
    await using stage = new Stage(transport)
    const [pub, sub] = [stage.make(Publisher), stage.make(Subscriber)]
    await stage.meet(pub, sub)
    sub.subscribe('ab', Buffer.from([0xff, 0]))
    await heard(pub, sub)
    for (const topic of ['ab', 'abc', 'a', 'AB', 'b', '']) await pub.send([topic, 'x'])
    await pub.send(['a', 'ab'])
    await pub.send([Buffer.from([0xff, 0, 1]), 'y'])
    expect(await take(sub, 3)).toEqual(['ab|x', 'abc|x', '\u00ff\u0000\u0001|y'])
  })

  it('SHALL keep a queue for each subscriber, made when it connects and gone with it', async () => {
    await using stage = new Stage(transport)
    const [pub, one, two] = [stage.make(Publisher), stage.make(Subscriber), stage.make(Subscriber)]
    await stage.meet(pub, one, two)
    for (const sub of [one, two]) {
      sub.subscribe('')
      await heard(pub, sub)
    }
    await one[Symbol.asyncDispose]()
    await until(() => connections(pub) === 1)
    await pub.send(['', 'for two'])
    let last = text(await two.receive())
    while (last?.[1] !== 'for two') last = text(await two.receive())
    expect(last).toEqual(['', 'for two'])
  })

  it('SHALL take subscriptions back when asked to', async () => {
    await using stage = new Stage(transport)
    const [pub, sub] = [stage.make(Publisher), stage.make(Subscriber)]
    await stage.meet(pub, sub)
    sub.subscribe('a', 'b')
    await heard(pub, sub)
    sub.unsubscribe('a')
    await pub.send('a1')
    await pub.send('b1')
    expect(text(await sub.receive())).toEqual(['b1'])
  })

  it('SHALL discard messages that subscribers send it', async () => {
    await using stage = new Stage(transport)
    const [pub, xsub] = [stage.make(Publisher), stage.make(XSubscriber)]
    await stage.meet(pub, xsub)
    await xsub.send('upstream')
    await xsub.send('\u0001')
    await heard(pub, xsub)
    expect(pub.drops.unexpected).toBe(1)
  })

  it('SHALL NOT block on sending, to nobody in particular', async () => {
    await using stage = new Stage(transport)
    const pub = stage.make(Publisher)
    await stage.bind(pub)
    for (let i = 0; i < 3000; i++) expect(pub.trySend('x')).toBe(true)
  })

  it('SHALL create its queue when it connects: a subscriber that binds later is heard', async () => {
    await using stage = new Stage(transport)
    const [pub, sub] = [stage.make(Publisher), stage.make(Subscriber)]
    sub.subscribe('t')
    await stage.meet(sub, pub)
    await heard(pub, sub)
    await pub.send('to it')
    expect(text(await sub.receive())).toEqual(['to it'])
  })
})

describe('RFC 29, PUB and XPUB with a subscriber whose queue is full', () => {
  it.each([Publisher, XPublisher])('%p SHALL drop for it alone, and SHALL NOT block', async (type) => {
    await using stage = new Stage('inproc')
    const pub = stage.make(type, { sendHighWaterMark: 2 })
    const [slow, fast] = [stage.make(Subscriber, { receiveHighWaterMark: 3 }), stage.make(Subscriber, { receiveHighWaterMark: 98 })]
    await stage.meet(pub, slow, fast)
    for (const sub of [slow, fast]) sub.subscribe('')
    await heard(pub, fast)
    drain(slow)
    for (let i = 0; i < 50; i++) expect(pub.trySend(String(i))).toBe(true)
    expect([drain(slow), drain(fast).length, pub.drops['high-water-mark']]).toEqual([['0', '1', '2', '3', '4'], 50, 45])
  })
})

describe.each(TRANSPORTS)('RFC 29, XPUB over %s', (transport) => {
  it('SHALL deliver subscriptions and unsubscriptions to its application, each once', async () => {
    await using stage = new Stage(transport)
    const [xpub, sub] = [stage.make(XPublisher), stage.make(Subscriber)]
    await stage.meet(xpub, sub)
    sub.subscribe('a', 'a', '')
    sub.unsubscribe('a', 'a', '')
    expect(await take(xpub, 4)).toEqual(['\u0001a', '\u0001', '\u0000a', '\u0000'])
  })

  it('SHALL deliver what subscribers send it, fairly', async () => {
    await using stage = new Stage(transport)
    const xpub = stage.make(XPublisher)
    const subs = [stage.make(XSubscriber), stage.make(XSubscriber)] as const
    await stage.meet(xpub, ...subs)
    for (const [i, sub] of subs.entries()) for (let n = 0; n < 3; n++) await sub.send([`u${i}`, String(n)])
    const got = await take(xpub, 6)
    for (const i of [0, 1]) expect(got.filter((each) => each.startsWith(`u${i}`))).toEqual([0, 1, 2].map((n) => `u${i}|${n}`))
  })

  it('SHALL unsubscribe for a subscriber that goes without having done so', async () => {
    await using stage = new Stage(transport)
    const [xpub, sub] = [stage.make(XPublisher), stage.make(Subscriber)]
    await stage.meet(xpub, sub)
    sub.subscribe('one', 'two')
    expect(await take(xpub, 2)).toEqual(['\u0001one', '\u0001two'])
    await sub[Symbol.asyncDispose]()
    expect((await take(xpub, 2)).sort()).toEqual(['\u0000one', '\u0000two'])
  })

  it('SHALL NOT modify what it sends, and sends it to who subscribed', async () => {
    await using stage = new Stage(transport)
    const [xpub, a, b] = [stage.make(XPublisher), stage.make(Subscriber), stage.make(Subscriber)]
    await stage.meet(xpub, a, b)
    a.subscribe('a')
    b.subscribe('b')
    await take(xpub, 2)
    for (const topic of ['b', 'a']) await xpub.send([topic, '', topic])
    expect([text(await a.receive()), text(await b.receive())]).toEqual([['a', '', 'a'], ['b', '', 'b']])
  })

  it('is told of what was subscribed to before there was a connection', async () => {
    await using stage = new Stage(transport)
    const [xpub, sub] = [stage.make(XPublisher), stage.make(Subscriber)]
    sub.subscribe('early')
    await stage.meet(xpub, sub)
    expect(text(await xpub.receive())).toEqual(['\u0001early'])
  })
})

describe.each(TRANSPORTS)('RFC 29, SUB over %s', (transport) => {
  it('SHALL only receive, and nothing without a subscription', async () => {
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

  it('SHALL receive from its publishers fairly, a queue for each', async () => {
    await using stage = new Stage(transport)
    const sub = stage.make(Subscriber)
    sub.subscribe('')
    const xpubs = [stage.make(XPublisher), stage.make(XPublisher), stage.make(XPublisher)]
    await stage.meet(sub, ...xpubs)
    for (const [i, xpub] of xpubs.entries()) {
      await xpub.receive()
      for (let n = 0; n < 5; n++) await xpub.send(`${i}${n}`)
    }
    const got = await take(sub, 15)
    for (const i of [0, 1, 2]) expect(got.filter((each) => each[0] === `${i}`)).toEqual([0, 1, 2, 3, 4].map((n) => `${i}${n}`))
    if (transport === 'inproc') expect(new Set(got.slice(0, 3).map((each) => each[0])).size).toBe(3)
  })

  it('SHALL keep its queue whether or not the publisher is there: it hears the next one at the same endpoint', async () => {
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
  it('SHALL take subscriptions from its application and send them to all its publishers', async () => {
    await using stage = new Stage(transport)
    const xsub = stage.make(XSubscriber)
    const xpubs = [stage.make(XPublisher), stage.make(XPublisher)]
    await stage.meet(xsub, ...xpubs)
    await xsub.send('\u0001topic')
    await xsub.send('\u0000topic')
    for (const xpub of xpubs) expect(await take(xpub, 2)).toEqual(['\u0001topic', '\u0000topic'])
  })

  it('SHALL send its messages to all its publishers, unmodified, without blocking', async () => {
    await using stage = new Stage(transport)
    const xsub = stage.make(XSubscriber)
    const xpubs = [stage.make(XPublisher), stage.make(XPublisher)]
    await stage.meet(xsub, ...xpubs)
    await xsub.send(['upstream', '', 'frames'])
    for (const xpub of xpubs) expect(text(await xpub.receive())).toEqual(['upstream', '', 'frames'])
    expect(xsub.writable).toBe(true)
  })

  it('SHALL NOT modify what it receives', async () => {
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

describe('RFC 29, XSUB and a full queue', () => {
  it('SHALL drop for the publisher whose queue is full, and SHALL NOT block', async () => {
    await using stage = new Stage('inproc')
    const xsub = stage.make(XSubscriber, { sendHighWaterMark: 2 })
    const endpoint = stage.wildcard()
    // Nobody has bound it yet, so that nothing leaves the queue.
    xsub.connect(endpoint)
    for (let i = 0; i < 10; i++) expect(xsub.trySend(`up ${i}`)).toBe(true)
    expect(xsub.drops['high-water-mark']).toBe(8)
    const xpub = stage.make(XPublisher)
    await xpub.bind(endpoint)
    expect(await take(xpub, 2)).toEqual(['up 0', 'up 1'])
  })
})
