/** libzmq's scenarios for request-reply; each group has the name of libzmq's test program. */
import { greeting, join, latin1, message, ready, turn, until, wire } from '@tszmq/testkit'
import { Dealer, Reply, Request, Router } from '../../src/index.ts'
import { RawPeer } from '../raw-peer.ts'
import { Stage, TRANSPORTS, connections, take, text } from '../stage.ts'

const empty = Buffer.alloc(0)

/** A request of two frames there, its reply back. */
async function bounce(req: Request, rep: Reply): Promise<void> {
  await req.send(['there', 'and'])
  expect(text(await rep.receive())).toEqual(['there', 'and'])
  await rep.send(['back', 'again'])
  expect(text(await req.receive())).toEqual(['back', 'again'])
}

describe.each(TRANSPORTS)('req_correlate over %s', (transport) => {
  it('puts a request id before the delimiter and receives only the reply that has it (rule 13)', async () => {
    await using stage = new Stage(transport)
    const [req, router] = [stage.make(Request, { correlate: true }), stage.make(Router)]
    await stage.meet(router, req)
    await req.send(['ABC', 'DEF'])
    const [id, number, ...rest] = (await router.receive()) as [Buffer, Buffer, ...Buffer[]]
    expect([number.length, text(rest)]).toEqual([4, ['', 'ABC', 'DEF']])
    const other = Buffer.from(number).map((byte) => byte ^ 0xff)
    for (const wrong of [
      [id, other, empty, 'WRONG'],
      [id, empty, 'WRONG'],
      [id, Buffer.alloc(4), empty, 'WRONG'],
    ])
      await router.send(wrong)
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

  it('discards the reply to an abandoned request (rules 13, 14)', async () => {
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

  it('keeps the peer of an abandoned request', async () => {
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

/** Five REPs connect to a REQ, one after the other, so that their turns are known. */
async function five(stage: Stage): Promise<{ req: Request; reps: [Reply, Reply, Reply, Reply, Reply] }> {
  const req = stage.make(Request, { relaxed: true, correlate: true })
  const endpoint = await stage.bind(req)
  const reps: Reply[] = []
  while (reps.length < 5) {
    const rep = stage.make(Reply)
    reps.push(rep)
    rep.connect(endpoint)
    await until(() => connections(req) === reps.length)
  }
  return { req, reps: reps as [Reply, Reply, Reply, Reply, Reply] }
}

describe.each(TRANSPORTS)('req_relaxed with five services over %s', (transport) => {
  it('discards the reply of the service whose request was abandoned before it arrived', async () => {
    await using stage = new Stage(transport)
    const {
      req,
      reps: [first, second, third],
    } = await five(stage)
    await req.send(['A', 'B'])
    expect(text(await first.receive())).toEqual(['A', 'B'])
    await req.send(['C', 'D'])
    expect(text(await second.receive())).toEqual(['C', 'D'])
    await first.send('WRONG')
    await second.send('OK')
    expect(text(await req.receive())).toEqual(['OK'])
    await req.send('E')
    expect(text(await third.receive())).toEqual(['E'])
    await third.send(['F', 'G'])
    expect(text(await req.receive())).toEqual(['F', 'G'])
  })

  it('discards the reply that had arrived when its request was abandoned', async () => {
    await using stage = new Stage(transport)
    const {
      req,
      reps: [first, second],
    } = await five(stage)
    await req.send('H')
    expect(text(await first.receive())).toEqual(['H'])
    await first.send('BAD')
    await until(() => req.readable)
    await req.send('I')
    expect(text(await second.receive())).toEqual(['I'])
    await second.send('GOOD')
    expect(text(await req.receive())).toEqual(['GOOD'])
  })

  it('sends to the service of the abandoned request again in its turn (libzmq issue 1690)', async () => {
    await using stage = new Stage(transport)
    const { req, reps } = await five(stage)
    for (const rep of reps) {
      await req.send('one')
      expect(text(await rep.receive())).toEqual(['one'])
    }
    await req.send('J')
    await expect(reps[0].send('late')).resolves.toBeUndefined()
    expect(text(await reps[0].receive())).toEqual(['J'])
    expect(connections(req)).toBe(5)
  })

  it('receives the reply to the last of the requests that were queued before there was a service (libzmq issue 1695)', async () => {
    await using stage = new Stage(transport)
    const [req, router] = [stage.make(Request, { relaxed: true, correlate: true, reconnectInterval: 1 }), stage.make(Router)]
    const endpoint = await stage.vacant()
    req.connect(endpoint)
    await req.send('TO_BE_DISCARDED')
    await req.send('TO_BE_ANSWERED')
    await router.bind(endpoint)
    for (let i = 0; i < 2; i++) await router.send(await router.receive())
    expect(text(await req.receive())).toEqual(['TO_BE_ANSWERED'])
  })
})

describe('invalid_rep', () => {
  it('ignores a reply with a malformed envelope, and receives the next good one', async () => {
    await using stage = new Stage('inproc')
    const [req, router] = [stage.make(Request), stage.make(Router)]
    await stage.meet(router, req)
    await req.send('r')
    const [id] = (await router.receive()) as [Buffer]
    await router.send([id, 'no delimiter', 'bad'])
    await router.send([id, empty, 'good'])
    expect(text(await req.receive())).toEqual(['good'])
  })

  it('disconnects a remote peer whose reply has no delimiter (rule 12)', async () => {
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

describe.each(TRANSPORTS)('reqrep_%s', (transport) => {
  it.each([
    ['one frame', ['hello']],
    ['several frames', ['a', '', 'b']],
  ])('sends a request and a reply with %s', async (_what, body) => {
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

  it('replies to a requester that has disconnected, and continues', async () => {
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

  it.each([
    ['IPv4', '127.0.0.1', false],
    ['IPv6', '[::1]', true],
  ])('one requester sends to one service by %s', async (_what, host, ipv6) => {
    await using stage = new Stage('tcp')
    const [req, rep] = [stage.make(Request, { ipv6 }), stage.make(Reply, { ipv6 })]
    await stage.join(req, await rep.bind(`tcp://${host}:*`))
    await bounce(req, rep)
  })

  it.each([
    ['IPv4', '127.0.0.1', false],
    ['IPv6', '[::1]', true],
  ])('one requester sends to three services in turn by %s, until it disconnects', async (_what, host, ipv6) => {
    await using stage = new Stage('tcp')
    const req = stage.make(Request, { ipv6 })
    const reps = Array.from({ length: 3 }, () => stage.make(Reply, { ipv6 }))
    const endpoints: string[] = []
    for (const rep of reps) endpoints.push(await rep.bind(`tcp://${host}:*`))
    for (const endpoint of endpoints) await stage.join(req, endpoint)
    for (let round = 0; round < 2; round++) for (const rep of reps) await bounce(req, rep)
    for (const endpoint of endpoints) req.disconnect(endpoint)
    await until(() => reps.every((rep) => connections(rep) === 0))
    expect(req.trySend('to nobody')).toBe(false)
  })

  it.each([
    ['IPv4', '127.0.0.1', false],
    ['IPv6', '[::1]', true],
  ])('two requesters send to the same two services in turn by %s', async (_what, host, ipv6) => {
    await using stage = new Stage('tcp')
    const reqs = Array.from({ length: 2 }, () => stage.make(Request, { ipv6 }))
    const reps = Array.from({ length: 2 }, () => stage.make(Reply, { ipv6 }))
    for (const rep of reps) {
      const endpoint = await rep.bind(`tcp://${host}:*`)
      for (const req of reqs) await stage.join(req, endpoint)
    }
    for (let round = 0; round < 4; round++) for (const req of reqs) for (const rep of reps) await bounce(req, rep)
  })

  it('rejects for a port in use', async () => {
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

describe.each(TRANSPORTS)('bind_after_connect_%s', (transport) => {
  it('connects first and binds later, and nothing is lost', async () => {
    await using stage = new Stage(transport)
    const [dealer, endpoint] = [stage.make(Dealer, { reconnectInterval: 1 }), await stage.vacant()]
    dealer.connect(endpoint)
    for (let i = 0; i < 6; i++) await dealer.send(String(i))
    const late = stage.make(Dealer)
    await late.bind(endpoint)
    expect(await take(late, 6)).toEqual(['0', '1', '2', '3', '4', '5'])
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
      { flags: 1, body: Buffer.from('A') },
      { flags: 1, body: Buffer.alloc(0) },
      { flags: 0, body: Buffer.from('C') },
    ])
    await turn()
  })
})
