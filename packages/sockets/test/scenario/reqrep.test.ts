/** libzmq's scenarios for request-reply and routing, one to one: the name of its test program is that of the group. */
import { greeting, join, latin1, message, ready, wire } from '@tszmq/testkit'
import { Dealer, Pair, Reply, Request, Router } from '../../src/index.ts'
import { RawPeer } from '../raw-peer.ts'
import { Stage, TRANSPORTS, WIRES, connections, take, text, turn, until } from '../stage.ts'

const empty = Buffer.alloc(0)

describe.each(TRANSPORTS)('req_correlate over %s', (transport) => {
  it('puts a request id before the delimiter and takes only the reply that has it (rule 13)', async () => {
    await using stage = new Stage(transport)
    const [req, router] = [stage.make(Request, { correlate: true }), stage.make(Router)]
    await stage.meet(router, req)
    await req.send(['ABC', 'DEF'])
    const [id, number, ...rest] = (await router.receive()) as [Buffer, Buffer, ...Buffer[]]
    expect([number.length, text(rest)]).toEqual([4, ['', 'ABC', 'DEF']])
    const other = Buffer.from(number).map((byte) => byte ^ 0xff)
    for (const wrong of [[id, other, empty, 'WRONG'], [id, empty, 'WRONG'], [id, Buffer.alloc(4), empty, 'WRONG']]) await router.send(wrong)
    await router.send([id, number, empty, 'GHI'])
    expect(text(await req.receive())).toEqual(['GHI'])
  })
})

describe.each(TRANSPORTS)('req_relaxed over %s', (transport) => {
  const relaxed = { relaxed: true, correlate: true }

  it('sends again without having received, to the next peer (rule 14)', async () => {
    await using stage = new Stage(transport)
    const req = stage.make(Request, relaxed)
    const reps = [stage.make(Reply), stage.make(Reply)] as const
    await stage.meet(req, ...reps)
    await req.send('one')
    await req.send('two')
    const [a, b] = await Promise.all(reps.map((rep) => take(rep, 1)))
    expect([...(a as string[]), ...(b as string[])].sort()).toEqual(['one', 'two'])
  })

  it('discards the reply to a request that was given up (rules 13, 14)', async () => {
    await using stage = new Stage(transport)
    const [req, router] = [stage.make(Request, relaxed), stage.make(Router)]
    await stage.meet(router, req)
    await req.send('first')
    const [id, first] = (await router.receive()) as [Buffer, Buffer]
    await req.send('second')
    const [, second] = (await router.receive()) as [Buffer, Buffer]
    await router.send([id, first, empty, 'late'])
    await router.send([id, second, empty, 'right'])
    expect(text(await req.receive())).toEqual(['right'])
    await req.send('third')
  })

  it('keeps the peer it gave a request to', async () => {
    await using stage = new Stage(transport)
    const [req, rep] = [stage.make(Request, relaxed), stage.make(Reply)]
    await stage.meet(rep, req)
    for (let i = 0; i < 5; i++) await req.send(String(i))
    for (let i = 0; i < 5; i++) {
      const [body] = await rep.receive()
      await rep.send(body as Buffer)
    }
    expect([text(await req.receive()), connections(req)]).toEqual([['4'], 1])
  })
})

describe('invalid_rep', () => {
  it('ignores a reply whose envelope is broken, and takes the next good one', async () => {
    await using stage = new Stage('inproc')
    const [req, router] = [stage.make(Request), stage.make(Router)]
    await stage.meet(router, req)
    await req.send('r')
    const [id] = (await router.receive()) as [Buffer]
    await router.send([id, 'no delimiter', 'bad'])
    await router.send([id, empty, 'good'])
    expect(text(await req.receive())).toEqual(['good'])
  })

  it('leaves a peer over a wire whose reply has no delimiter (rule 12)', async () => {
    await using stage = new Stage('tcp')
    const req = stage.make(Request)
    using raw = RawPeer.connect(await stage.bind(req))
    raw.say(greeting(), ready(['Socket-Type', 'ROUTER']))
    await req.send('r')
    raw.say(message(latin1('bad')))
    const received = req.receive({ timeout: 5000 }).catch((error: { code: string }) => error.code)
    await raw.closed
    req.close()
    expect(await received).toBe('EAGAIN')
  })
})

describe('issue_566', () => {
  it('a router reaches a dealer of another context, 20 times anew', async () => {
    await using stage = new Stage('tcp')
    const router = stage.make(Router, { mandatory: true })
    const endpoint = await stage.bind(router)
    for (let i = 0; i < 20; i++) {
      await using other = new Stage('tcp')
      const dealer = other.make(Dealer, { routingId: `dealer ${i}` })
      await other.join(dealer, endpoint)
      await until(() => connections(router) === 1)
      await router.send([`dealer ${i}`, 'hello'])
      expect(text(await dealer.receive())).toEqual(['hello'])
      await dealer[Symbol.asyncDispose]()
      await until(() => connections(router) === 0)
    }
  })
})

describe.each(TRANSPORTS)('reqrep_%s', (transport) => {
  it.each([['one frame', ['hello']], ['several frames', ['a', '', 'b']]])('asks and answers with %s', async (_what, body) => {
    await using stage = new Stage(transport)
    const [req, rep] = [stage.make(Request), stage.make(Reply)]
    await stage.meet(rep, req)
    for (let i = 0; i < 10; i++) {
      await req.send(body)
      expect(text(await rep.receive())).toEqual(body)
      await rep.send(body)
      expect(text(await req.receive())).toEqual(body)
    }
  })

  it('answers a requester that has gone, and goes on', async () => {
    await using stage = new Stage(transport)
    const [rep, req] = [stage.make(Reply), stage.make(Request)]
    await stage.meet(rep, req)
    await req.send('x')
    await rep.receive()
    req.close()
    await rep.send('y')
    expect(() => rep.tryReceive()).not.toThrow()
  })
})

describe('reqrep_tcp', () => {
  it('asks and answers over IPv6', async () => {
    await using stage = new Stage('tcp')
    const [req, rep] = [stage.make(Request, { ipv6: true }), stage.make(Reply, { ipv6: true })]
    const endpoint = await rep.bind('tcp://[::1]:*')
    await stage.join(req, endpoint)
    await req.send('six')
    expect(text(await rep.receive())).toEqual(['six'])
  })

  it('binds several endpoints and serves all of them', async () => {
    await using stage = new Stage('tcp')
    const rep = stage.make(Reply)
    for (let i = 0; i < 3; i++) {
      const req = stage.make(Request)
      await stage.join(req, await stage.bind(rep))
      await req.send(String(i))
      expect(text(await rep.receive())).toEqual([String(i)])
      await rep.send('ok')
      await req.receive()
    }
  })

  it('refuses a port in use', async () => {
    await using stage = new Stage('tcp')
    const endpoint = await stage.bind(stage.make(Reply))
    await expect(stage.make(Reply).bind(endpoint)).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})

describe.each(TRANSPORTS)('reqrep_device over %s', (transport) => {
  it('a message keeps all its frames through ROUTER and DEALER, both ways', async () => {
    await using stage = new Stage(transport)
    const [front, back] = [stage.make(Router), stage.make(Dealer)]
    const [req, rep] = [stage.make(Request), stage.make(Reply)]
    await stage.meet(front, req)
    await stage.meet(back, rep)
    await req.send(['ABC', 'DEF'])
    await back.send(await front.receive())
    expect(text(await rep.receive())).toEqual(['ABC', 'DEF'])
    await rep.send(['GHI', 'JKL'])
    await front.send(await back.receive())
    expect(text(await req.receive())).toEqual(['GHI', 'JKL'])
  })
})

describe('bind_after_connect_tcp', () => {
  it('connects first and binds later, and nothing is lost', async () => {
    await using stage = new Stage('tcp')
    const [dealer, finder] = [stage.make(Dealer, { reconnectInterval: 1 }), stage.make(Dealer)]
    const endpoint = await stage.bind(finder)
    await finder.unbind(endpoint)
    dealer.connect(endpoint)
    for (let i = 0; i < 6; i++) await dealer.send(String(i))
    const late = stage.make(Dealer)
    await late.bind(endpoint)
    expect(await take(late, 6)).toEqual(['0', '1', '2', '3', '4', '5'])
  })
})

describe.each(TRANSPORTS)('router_mandatory over %s', (transport) => {
  it('drops what cannot be routed until told otherwise, then says EHOSTUNREACH (rule 18)', async () => {
    await using stage = new Stage(transport)
    const [router, dealer] = [stage.make(Router), stage.make(Dealer, { routingId: 'X' })]
    const endpoint = await stage.bind(router)
    await router.send(['UNKNOWN', 'DATA'])
    router.mandatory = true
    await expect(router.send(['UNKNOWN', 'DATA'])).rejects.toMatchObject({ code: 'EHOSTUNREACH' })
    await stage.join(dealer, endpoint)
    await dealer.send('hello')
    expect(text(await router.receive())).toEqual(['X', 'hello'])
    await router.send(['X', 'world'])
    expect(text(await dealer.receive())).toEqual(['world'])
  })

  it('knows each peer by its routing id', async () => {
    await using stage = new Stage(transport)
    const [router, dealer] = [stage.make(Router, { mandatory: true }), stage.make(Dealer, { routingId: 'X' })]
    expect(router.writable).toBe(false)
    await stage.meet(router, dealer)
    expect([router.writable, router.peers.map((peer) => String(peer.routingId))]).toEqual([true, ['X']])
  })
})

describe('router_mandatory_hwm', () => {
  it('says EAGAIN for a full peer, and takes more when it has read (rule 18)', async () => {
    await using stage = new Stage('inproc')
    const router = stage.make(Router, { mandatory: true, sendHighWaterMark: 1 })
    const dealer = stage.make(Dealer, { routingId: 'X', receiveHighWaterMark: 1 })
    await stage.meet(router, dealer)
    let sent = 0
    while (router.trySend(['X', String(sent)])) sent++
    expect(sent).toBe(2)
    await dealer.receive()
    expect(router.trySend(['X', 'more'])).toBe(true)
  })
})

describe.each(TRANSPORTS)('router_handover over %s', (transport) => {
  it('gives the id to the newcomer when told to (rule 17)', async () => {
    await using stage = new Stage(transport)
    const router = stage.make(Router, { handover: true })
    const [one, two] = [stage.make(Dealer, { routingId: 'X', reconnectInterval: -1 }), stage.make(Dealer, { routingId: 'X' })]
    const endpoint = await stage.meet(router, one)
    await one.send('hello')
    await router.receive()
    await stage.join(two, endpoint)
    await two.send('hello')
    expect(text(await router.receive())).toEqual(['X', 'hello'])
    await router.send(['X', 'for the second'])
    expect(text(await two.receive())).toEqual(['for the second'])
    expect(one.readable).toBe(false)
  })

  it('leaves the id with the first otherwise, until that one goes (rule 17)', async () => {
    await using stage = new Stage(transport)
    const router = stage.make(Router)
    const [one, two] = [stage.make(Dealer, { routingId: 'X' }), stage.make(Dealer, { routingId: 'X' })]
    const endpoint = await stage.meet(router, one)
    await stage.join(two, endpoint)
    await until(() => connections(router) === 2)
    await router.send(['X', 'for the first'])
    expect(text(await one.receive())).toEqual(['for the first'])
    expect(two.readable).toBe(false)
    await one[Symbol.asyncDispose]()
    await two.send('now me')
    expect(text(await router.receive())).toEqual(['X', 'now me'])
  })
})

describe.each(TRANSPORTS)('probe_router over %s', (transport) => {
  it('a ROUTER that probes is known to the other before anything is sent (rule 20)', async () => {
    await using stage = new Stage(transport)
    const [server, client] = [stage.make(Router), stage.make(Router, { routingId: 'X', probeRouter: true })]
    await stage.meet(server, client)
    expect(text(await server.receive())).toEqual(['X', ''])
    await server.send(['X', 'Hello'])
    expect((await client.receive())[1]?.toString()).toBe('Hello')
  })

  it('a DEALER that probes is known too (rule 20)', async () => {
    await using stage = new Stage(transport)
    const [server, client] = [stage.make(Router), stage.make(Dealer, { routingId: 'X', probeRouter: true })]
    await stage.meet(server, client)
    expect(text(await server.receive())).toEqual(['X', ''])
    await server.send(['X', 'Hello'])
    expect(text(await client.receive())).toEqual(['Hello'])
  })
})

describe.each(TRANSPORTS)('connect_rid over %s', (transport) => {
  it('names the peer of a ROUTER, so that it can be sent to at once (rule 19)', async () => {
    await using stage = new Stage(transport)
    const [server, client] = [stage.make(Router), stage.make(Router, { mandatory: true })]
    const endpoint = await stage.bind(server)
    client.connect(endpoint, { routingId: 'conn1' })
    await client.send(['conn1', 'hi 1'])
    const [id, body] = (await server.receive()) as [Buffer, Buffer]
    expect(String(body)).toBe('hi 1')
    await server.send([id, 'back'])
    expect(text(await client.receive())).toEqual(['conn1', 'back'])
  })

  it('refuses a name that no peer may have', async () => {
    await using stage = new Stage(transport)
    const client = stage.make(Router)
    const endpoint = await stage.bind(stage.make(Router))
    expect(() => client.connect(endpoint, { routingId: Buffer.alloc(256, 1) })).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    expect(() => client.connect(endpoint, { routingId: Buffer.of(0) })).toThrow(expect.objectContaining({ code: 'EINVAL' }))
  })
})

describe.each(TRANSPORTS)('pair_%s', (transport) => {
  it('sends back and forth', async () => {
    await using stage = new Stage(transport)
    const [a, b] = [stage.make(Pair), stage.make(Pair)]
    await stage.meet(a, b)
    for (let i = 0; i < 5; i++) {
      await a.send(`there ${i}`)
      expect(text(await b.receive())).toEqual([`there ${i}`])
      await b.send(`back ${i}`)
      expect(text(await a.receive())).toEqual([`back ${i}`])
    }
  })
})

describe('pair_ipc and pair_tcp', () => {
  it('refuses a path that is too long', async () => {
    await using stage = new Stage('ipc')
    await expect(stage.make(Pair).bind(`ipc:///tmp/${'x'.repeat(108)}`)).rejects.toMatchObject({ code: 'ENAMETOOLONG' })
  })

  it('connects by name', async () => {
    await using stage = new Stage('tcp')
    const [a, b] = [stage.make(Pair), stage.make(Pair)]
    const endpoint = await stage.bind(a)
    await stage.join(b, endpoint.replace('127.0.0.1', 'localhost'))
    await b.send('by name')
    expect(text(await a.receive())).toEqual(['by name'])
  })
})

describe.each(WIRES)('spec_router over %s', (transport) => {
  it('keeps nothing for a peer that went', async () => {
    await using stage = new Stage(transport)
    const router = stage.make(Router)
    const endpoint = await stage.meet(router, stage.make(Dealer, { routingId: 'B' }))
    expect(router.peers).toHaveLength(1)
    const again = stage.make(Dealer, { routingId: 'A' })
    await stage.join(again, endpoint)
    await until(() => connections(router) === 2)
    await router.send(['A', 'lost'])
    await again.receive()
    await again[Symbol.asyncDispose]()
    await until(() => connections(router) === 1)
    await router.send(['A', 'to nobody'])
    const next = stage.make(Dealer, { routingId: 'A' })
    await stage.join(next, endpoint)
    await until(() => connections(router) === 2)
    await router.send(['A', 'fresh'])
    expect(text(await next.receive())).toEqual(['fresh'])
  })
})

describe('spec_req on the wire', () => {
  it('is a delimiter and a body, and a REP gives back the envelope it got', async () => {
    await using stage = new Stage('tcp')
    const rep = stage.make(Reply)
    using raw = RawPeer.connect(await stage.bind(rep))
    raw.say(join(greeting(), ready(['Socket-Type', 'REQ']), message(wire("'A'"), wire("''"), wire("'B'"))))
    expect(text(await rep.receive())).toEqual(['B'])
    await rep.send('C')
    await raw.hear(64)
    await raw.hearFrame()
    expect([await raw.hearFrame(), await raw.hearFrame(), await raw.hearFrame()]).toEqual([
      { flags: 1, body: Buffer.from('A') }, { flags: 1, body: Buffer.alloc(0) }, { flags: 0, body: Buffer.from('C') },
    ])
    await turn()
  })
})
