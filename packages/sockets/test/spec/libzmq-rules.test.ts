/** Behaviour of libzmq that implementations often get wrong: the rules that no other test covers. */
import { until } from '@tszmq/testkit'
import { Context, Dealer, Publisher, Pull, Push, Request, Router, Stream, Subscriber, XPublisher, XSubscriber } from '../../src/index.ts'
import { SOCKET_OPTIONS } from '../../src/options/option-table.ts'
import { Stage, TRANSPORTS, WIRES, connections, drain, fill, take, text } from '../stage.ts'

/** How many small messages are taken. */
function count(socket: Push | Dealer): number {
  let sent = 0
  while (socket.trySend(String(sent))) sent++
  return sent
}

describe('high-water marks that are changed in process', () => {
  it('to 0 are no limit (rules 3, 4)', async () => {
    await using stage = new Stage('inproc')
    const [push, pull] = [stage.make(Push, { sendHighWaterMark: 1 }), stage.make(Pull, { receiveHighWaterMark: 1 })]
    await stage.meet(push, pull)
    expect(count(push)).toBe(2)
    pull.receiveHighWaterMark = 0
    for (let i = 0; i < 5000; i++) expect(push.trySend('x')).toBe(true)
  })

  it('wake a send that waits for room (rule 4)', async () => {
    await using stage = new Stage('inproc')
    const [push, pull] = [stage.make(Push, { sendHighWaterMark: 1 }), stage.make(Pull, { receiveHighWaterMark: 1 })]
    await stage.meet(push, pull)
    count(push)
    const waiting = push.send('waits')
    pull.receiveHighWaterMark = 10
    await waiting
  })

  it('have no effect on a queue that keeps only its last message (rule 35)', async () => {
    for (const transport of TRANSPORTS) {
      await using stage = new Stage(transport)
      const [pull, push] = [stage.make(Pull, { conflate: true }), stage.make(Push, { conflate: true })]
      const endpoint = stage.wildcard()
      if (transport === 'inproc') push.connect(endpoint)
      else push.connect(await stage.bind(pull))
      push.sendHighWaterMark = 1
      for (let i = 0; i < 10; i++) expect(push.trySend(['head', String(i)])).toBe(true)
      if (transport === 'inproc') await pull.bind(endpoint)
      let last = text(await pull.receive())
      while (last?.[1] !== '9') last = text(await pull.receive())
      expect(last).toEqual(['head', '9'])
    }
  })
})

describe.each(WIRES)('immediate over %s', (transport) => {
  it('keeps nothing for the next connection: queued messages are dropped with theirs, and counted (rule 6)', async () => {
    await using stage = new Stage(transport)
    const push = stage.make(Push, { immediate: true, reconnectInterval: 1, sendHighWaterMark: 2 })
    const lost = stage.make(Pull, { receiveHighWaterMark: 1 })
    const endpoint = await stage.meet(lost, push)
    await fill(push)
    await lost[Symbol.asyncDispose]()
    await until(() => connections(push) === 0)
    expect(push.drops.lost).toBeGreaterThan(0)
    const next = stage.make(Pull)
    await next.bind(endpoint)
    await push.send('fresh')
    expect(text(await next.receive())).toEqual(['fresh'])
  })
})

describe('a second connect to the same endpoint', () => {
  it('is ignored by a PUB (rule 9)', async () => {
    await using stage = new Stage('tcp')
    const [sub, pub] = [stage.make(Subscriber), stage.make(Publisher)]
    const endpoint = await stage.meet(sub, pub)
    pub.connect(endpoint)
    expect(pub.peers).toHaveLength(1)
  })
})

describe.each(TRANSPORTS)('REQ over %s', (transport) => {
  it('that is relaxed but does not correlate receives a late reply as that to its next request (rule 14)', async () => {
    await using stage = new Stage(transport)
    const [req, router] = [stage.make(Request, { relaxed: true }), stage.make(Router)]
    await stage.meet(router, req)
    await req.send('first')
    const [id] = (await router.receive()) as [Buffer]
    await req.send('second')
    await router.receive()
    await router.send([id, '', 'late'])
    expect(text(await req.receive())).toEqual(['late'])
  })

  it('that probes is known before it sends (rule 20)', async () => {
    await using stage = new Stage(transport)
    const [router, req] = [stage.make(Router), stage.make(Request, { routingId: 'X', probeRouter: true })]
    await stage.meet(router, req)
    expect(text(await router.receive())).toEqual(['X', ''])
    await req.send('question')
    expect(text(await router.receive())).toEqual(['X', '', 'question'])
    await router.send(['X', '', 'answer'])
    expect(text(await req.receive())).toEqual(['answer'])
  })
})

describe.each(TRANSPORTS)('a routing id for the next peer over %s', (transport) => {
  it('in use throws EADDRINUSE, and is free when its peer has gone (rule 19)', async () => {
    await using stage = new Stage(transport)
    const router = stage.make(Router)
    const [one, two, named] = [stage.make(Router), stage.make(Router), stage.make(Dealer, { routingId: 'it' })]
    const [first, second] = [await stage.bind(one), await stage.bind(two)]
    const connect = (): void => router.connect(second, { routingId: 'it' })
    await stage.meet(router, named)
    expect(connect).toThrow(expect.objectContaining({ code: 'EADDRINUSE' }))
    await named[Symbol.asyncDispose]()
    await until(() => connections(router) === 0)
    router.connect(first, { routingId: 'it' })
    expect(connect).toThrow(expect.objectContaining({ code: 'EADDRINUSE' }))
    expect(router.peers).toHaveLength(1)
    router.disconnect(first)
    connect()
    await router.send(['it', 'for the second'])
    expect(text(await two.receive())?.[1]).toBe('for the second')
  })
})

describe('a STREAM', () => {
  it('throws EADDRINUSE for a routing id in use (rules 19, 37)', async () => {
    await using stage = new Stage('tcp')
    const [client, server] = [stage.make(Stream), stage.make(Stream)]
    const endpoint = await stage.bind(server)
    client.connect(endpoint, { routingId: 'it' })
    await client.receive()
    expect(() => client.connect(endpoint, { routingId: 'it' })).toThrow(expect.objectContaining({ code: 'EADDRINUSE' }))
  })

  it('throws ENOCOMPATPROTO for inproc (rule 37)', async () => {
    await using stage = new Stage('inproc')
    const stream = stage.make(Stream)
    await expect(stream.bind('inproc://stream')).rejects.toMatchObject({ code: 'ENOCOMPATPROTO' })
    expect(() => stream.connect('inproc://stream')).toThrow(expect.objectContaining({ code: 'ENOCOMPATPROTO' }))
    expect(stream.peers).toEqual([])
  })
})

describe.each(TRANSPORTS)('XPUB over %s', (transport) => {
  it.each([
    [null, '+-'],
    ['allSubs', '++-'],
    ['allSubsUnsubs', '++--'],
  ] as const)(
    'with verbosity %p reports two peers that subscribe to the same and disconnect: %s (rule 25)',
    async (verbosity, expected) => {
      await using stage = new Stage(transport)
      const xpub = stage.make(XPublisher, { verbosity })
      const subs = [stage.make(XSubscriber), stage.make(XSubscriber)] as const
      await stage.meet(xpub, ...subs)
      let told = ''
      const note = (): void => {
        for (const each of drain(xpub)) told += { '\u0001A': '+', '\u0000A': '-' }[each] ?? ''
      }
      for (const sub of subs) {
        await sub.send('\u0001A')
        await sub.send('marker')
        await until(() => xpub.readable)
        while (text(await xpub.receive())?.[0] !== 'marker') told += '+'
      }
      for (const sub of subs) {
        await sub[Symbol.asyncDispose]()
        await until(() => xpub.peers.length === (sub === subs[0] ? 1 : 0))
        note()
      }
      expect(told).toBe(expected)
    },
  )

  it('sends the welcome message to each peer; a SUB filters it (rule 28)', async () => {
    await using stage = new Stage(transport)
    const xpub = stage.make(XPublisher, { welcomeMessage: 'W' })
    const [xsub, sub] = [stage.make(XSubscriber), stage.make(Subscriber)]
    sub.subscribe('A')
    await stage.meet(xpub, xsub, sub)
    expect(await take(xsub, 1)).toEqual(['W'])
    await xpub.receive()
    await xpub.send('A')
    expect(await take(sub, 1)).toEqual(['A'])
  })

  it('with invertMatching sends what does not match, which a SUB without it filters out (rule 30)', async () => {
    await using stage = new Stage(transport)
    const xpub = stage.make(XPublisher, { invertMatching: true })
    const [xsub, sub] = [stage.make(XSubscriber), stage.make(Subscriber)]
    await stage.meet(xpub, xsub, sub)
    await xsub.send('\u0001A')
    await xpub.receive()
    sub.subscribe('B')
    await xpub.receive()
    for (const topic of ['A', 'B', 'C']) await xpub.send(topic)
    expect(await take(xsub, 2)).toEqual(['B', 'C'])
    // A and C were sent to the SUB; it wanted B.
    sub.invertMatching = true
    await xpub.send('D')
    expect(await take(sub, 3)).toEqual(['A', 'C', 'D'])
  })
})

describe.each(WIRES)('a context that ends, over %s', (transport) => {
  it('waits until all messages are sent, with the default linger (rule 42)', async () => {
    await using stage = new Stage(transport)
    const [pull, finder] = [stage.make(Pull), stage.make(Pull)]
    const endpoint = await stage.bind(finder)
    await finder.unbind(endpoint)
    const context = new Context()
    const push = new Push({ context, reconnectInterval: 1 })
    push.connect(endpoint)
    for (let i = 0; i < 100; i++) await push.send(String(i))
    void context.terminate()
    await pull.bind(endpoint)
    expect(await take(pull, 100)).toHaveLength(100)
    await push[Symbol.asyncDispose]()
  })
})

describe('options', () => {
  it('that libzmq applies to existing connections take effect at once, and connection options never (rule 43)', () => {
    const live = SOCKET_OPTIONS.filter(({ effect, constant }) => effect === 'live' && constant !== '')
      .map(({ name }) => name)
      .sort()
    expect(live).toEqual([
      'correlate',
      'handover',
      'invertMatching',
      'linger',
      'mandatory',
      'noDrop',
      'receiveHighWaterMark',
      'receiveTimeout',
      'relaxed',
      'sendHighWaterMark',
      'sendTimeout',
      'verbosity',
    ])
  })

  it('set later take effect for the next connection of an existing endpoint: probeRouter (rules 20, 43)', async () => {
    await using stage = new Stage('tcp')
    const [server, early, late] = [stage.make(Router, { routingId: 'S' }), stage.make(Router), stage.make(Router)]
    const endpoint = await stage.meet(server, early)
    const warning = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    server.probeRouter = true
    expect(warning).toHaveBeenCalledTimes(1)
    warning.mockRestore()
    await stage.join(late, endpoint)
    expect(text(await late.receive())).toEqual(['S', ''])
    expect(early.readable).toBe(false)
  })
})
