/** RFC 28, request-reply: REQ, REP, DEALER and ROUTER. The numbers are those of rfc28-clauses.ts. */
import { turn, until } from '@tszmq/testkit'
import { Dealer, Reply, Request, Router } from '../../src/index.ts'
import { Stage, TRANSPORTS, WIRES, connections, drain, fill, part, take, text } from '../stage.ts'

const empty = Buffer.alloc(0)

describe.each(TRANSPORTS)('RFC 28, REQ over %s', (transport) => {
  it('SHALL send and then receive exactly one message at a time (1) (rule 10)', async () => {
    await using stage = new Stage(transport)
    const [req, rep] = [stage.make(Request), stage.make(Reply)]
    await stage.meet(rep, req)
    await expect(req.receive({ timeout: 0 })).rejects.toMatchObject({ code: 'EFSM' })
    await req.send('question')
    await expect(req.send('another', { timeout: 0 })).rejects.toMatchObject({ code: 'EFSM' })
    await rep.receive()
    await rep.send('answer')
    expect(text(await req.receive())).toEqual(['answer'])
    await expect(req.receive({ timeout: 0 })).rejects.toMatchObject({ code: 'EFSM' })
    await req.send('again')
  })

  it('SHALL put an empty delimiter before the message, and remove it from the reply (2, 3)', async () => {
    await using stage = new Stage(transport)
    const [req, router] = [stage.make(Request), stage.make(Router)]
    await stage.meet(router, req)
    await req.send(['a', '', 'b'])
    const [id, ...rest] = await router.receive()
    expect(text(rest)).toEqual(['', 'a', '', 'b'])
    await router.send([id as Buffer, empty, 'c', '', 'd'])
    expect(text(await req.receive())).toEqual(['c', '', 'd'])
  })

  it('SHALL route round robin (4)', async () => {
    await using stage = new Stage(transport)
    const req = stage.make(Request)
    const reps = Array.from({ length: 3 }, () => stage.make(Reply))
    await stage.meet(req, ...reps)
    const served: number[] = []
    for (let i = 0; i < 9; i++) {
      await req.send('who')
      await until(() => reps.some((rep) => rep.readable))
      const index = reps.findIndex((rep) => rep.readable)
      served.push(index)
      await reps[index]?.receive()
      await reps[index]?.send('me')
      await req.receive()
    }
    expect(served).toEqual([...served.slice(0, 3), ...served.slice(0, 3), ...served.slice(0, 3)])
    expect(new Set(served).size).toBe(3)
  })

  it('SHALL block, or reject with EAGAIN, without peers, and SHALL NOT discard messages (5, 6)', async () => {
    await using stage = new Stage(transport)
    const [req, rep] = [stage.make(Request), stage.make(Reply)]
    const endpoint = await stage.bind(req)
    await expect(req.send('x', { timeout: 0 })).rejects.toMatchObject({ code: 'EAGAIN' })
    const waiting = req.send('kept')
    rep.connect(endpoint)
    await waiting
    expect(text(await rep.receive())).toEqual(['kept'])
  })

  it('SHALL accept a reply only from the peer of the request, and discard other messages (7, 8) (rule 10)', async () => {
    await using stage = new Stage(transport)
    const req = stage.make(Request)
    const routers = [stage.make(Router), stage.make(Router)] as const
    await stage.meet(req, ...routers)
    // Both get to know the REQ by a request; the first is never answered in time.
    const ids: Buffer[] = []
    for (let i = 0; i < 2; i++) {
      await req.send(String(i))
      await until(() => routers.some((router) => router.readable))
      const router = routers.find((each) => each.readable) as Router
      const [id] = await router.receive()
      ids[routers.indexOf(router)] = id as Buffer
      await router.send([id as Buffer, empty, 'ok'])
      await req.receive()
    }
    await req.send('third')
    await until(() => routers.some((router) => router.readable))
    const asked = routers.findIndex((router) => router.readable)
    const [right, wrong] = [routers[asked] as Router, routers[1 - asked] as Router]
    await right.receive()
    await wrong.send([ids[1 - asked] as Buffer, empty, 'from somebody else'])
    await until(() => {
      void req.readable
      return req.drops.unexpected === 1
    })
    await right.send([ids[asked] as Buffer, empty, 'the reply'])
    expect(text(await req.receive())).toEqual(['the reply'])
  })
})

describe.each(TRANSPORTS)('RFC 28, REP over %s', (transport) => {
  it('SHALL NOT filter or modify anything, either way (9)', async () => {
    await using stage = new Stage(transport)
    const [rep, req] = [stage.make(Reply), stage.make(Request)]
    await stage.meet(rep, req)
    const message = [Buffer.from([0, 255]), empty, Buffer.alloc(5_000, 4), empty]
    await req.send(message)
    expect(await rep.receive()).toEqual(message)
    await rep.send([...message].reverse())
    expect(await req.receive()).toEqual([...message].reverse())
  })

  it('SHALL receive and then send exactly one message at a time (10, 15)', async () => {
    await using stage = new Stage(transport)
    const [rep, req] = [stage.make(Reply), stage.make(Request)]
    await stage.meet(rep, req)
    await expect(rep.send('unasked', { timeout: 0 })).rejects.toMatchObject({ code: 'EFSM' })
    await req.send('question')
    await rep.receive()
    await expect(rep.receive({ timeout: 0 })).rejects.toMatchObject({ code: 'EFSM' })
    await rep.send('answer')
    await expect(rep.send('another', { timeout: 0 })).rejects.toMatchObject({ code: 'EFSM' })
  })

  it('SHALL store the whole envelope with its delimiter, pass on the rest, and put it before the reply (11, 13, 14, 16)', async () => {
    await using stage = new Stage(transport)
    const [rep, dealer] = [stage.make(Reply), stage.make(Dealer)]
    await stage.meet(rep, dealer)
    await dealer.send(['address one', 'address two', '', 'body', '', 'more'])
    expect(text(await rep.receive())).toEqual(['body', '', 'more'])
    await rep.send(['answer', ''])
    expect(text(await dealer.receive())).toEqual(['address one', 'address two', '', 'answer', ''])
  })

  it('SHALL receive from its peers fairly, one request of each in turn (12)', async () => {
    await using stage = new Stage(transport)
    const rep = stage.make(Reply)
    const dealers = Array.from({ length: 3 }, () => stage.make(Dealer))
    await stage.meet(rep, ...dealers)
    for (const [i, dealer] of dealers.entries()) for (let n = 0; n < 3; n++) await dealer.send(['', `${i}`])
    await part(rep, ...dealers)
    const got: string[] = []
    for (let n = 0; n < 9; n++) {
      got.push(...(await take(rep, 1)))
      await rep.send('to nobody')
    }
    for (const turn of [0, 3, 6]) expect(got.slice(turn, turn + 3).sort()).toEqual(['0', '1', '2'])
  })

  it('SHALL deliver each reply to the peer of the request (17)', async () => {
    await using stage = new Stage(transport)
    const rep = stage.make(Reply)
    const dealers = Array.from({ length: 3 }, () => stage.make(Dealer))
    await stage.meet(rep, ...dealers)
    for (const [i, dealer] of dealers.entries()) for (let n = 0; n < 4; n++) await dealer.send(['', `${i}`])
    for (let n = 0; n < 12; n++) {
      const [body] = await rep.receive()
      await rep.send(`to ${String(body)}`)
    }
    for (const [i, dealer] of dealers.entries()) {
      expect(await take(dealer, 4)).toEqual(Array.from({ length: 4 }, () => `|to ${i}`))
      expect(dealer.readable).toBe(false)
    }
  })

  it('SHALL discard the reply if the peer has disconnected, and continue (18)', async () => {
    await using stage = new Stage(transport)
    const [rep, gone, next] = [stage.make(Reply), stage.make(Request), stage.make(Request)]
    const endpoint = await stage.meet(rep, gone)
    await gone.send('bye')
    await rep.receive()
    await gone[Symbol.asyncDispose]()
    await until(() => connections(rep) === 0)
    await rep.send('nobody hears this')
    expect(rep.drops.unroutable).toBe(1)
    await stage.join(next, endpoint)
    await next.send('hello')
    expect(text(await rep.receive())).toEqual(['hello'])
  })
})

describe.each(TRANSPORTS)('RFC 28, REP and a peer that does not read, over %s', (transport) => {
  it('SHALL NOT block on sending, and drops messages for which that peer has no room (19)', async () => {
    await using stage = new Stage(transport)
    const [rep, dealer] = [stage.make(Reply, { sendHighWaterMark: 1 }), stage.make(Dealer, { receiveHighWaterMark: 1 })]
    await stage.meet(rep, dealer)
    const large = Buffer.alloc(1_000_000)
    for (let i = 0; rep.drops['high-water-mark'] === 0; i++) {
      expect(i).toBeLessThan(200)
      await dealer.send(['', 'q'])
      await rep.receive()
      expect(rep.trySend(large)).toBe(true)
    }
  })
})

describe('RFC 28, REP and its high-water marks', () => {
  it('SHALL NOT block on sending, and drops exactly the messages above them (19)', async () => {
    await using stage = new Stage('inproc')
    const [rep, dealer] = [stage.make(Reply, { sendHighWaterMark: 1 }), stage.make(Dealer, { receiveHighWaterMark: 1 })]
    await stage.meet(rep, dealer)
    for (let i = 0; i < 4; i++) {
      await dealer.send(['', String(i)])
      await rep.receive()
      await rep.send(String(i))
    }
    expect([rep.drops['high-water-mark'], drain(dealer)]).toEqual([2, ['|0', '|1']])
  })
})

describe.each(TRANSPORTS)('RFC 28, DEALER over %s', (transport) => {
  it('SHALL NOT filter or modify anything, either way (20, 34)', async () => {
    await using stage = new Stage(transport)
    const [a, b] = [stage.make(Dealer), stage.make(Dealer)]
    await stage.meet(a, b)
    const message = [empty, Buffer.from([1, 0]), empty]
    await a.send(message)
    await b.send(message)
    expect([await a.receive(), await b.receive()]).toEqual([message, message])
  })

  it('SHALL create its queues when it connects, and keep them whether or not there is a connection (22, 23)', async () => {
    await using stage = new Stage(transport)
    const [dealer, finder] = [stage.make(Dealer, { reconnectInterval: 1 }), stage.make(Router)]
    const endpoint = await stage.bind(finder)
    await finder.unbind(endpoint)
    dealer.connect(endpoint)
    await dealer.send('early')
    const router = stage.make(Router)
    await router.bind(endpoint)
    expect((await router.receive())[1]?.toString()).toBe('early')
  })

  it('SHALL have separate directions: a full outgoing queue does not stop incoming messages (21, 27)', async () => {
    await using stage = new Stage(transport)
    const [dealer, peer] = [stage.make(Dealer, { sendHighWaterMark: 1 }), stage.make(Dealer, { receiveHighWaterMark: 1 })]
    await stage.meet(dealer, peer)
    expect(await fill(dealer)).toBeLessThan(200)
    await peer.send('still here')
    expect(text(await dealer.receive())).toEqual(['still here'])
  })

  it('SHALL create its queues when a peer connects, and destroy them when it disconnects; its messages are still read (24, 25, 26)', async () => {
    await using stage = new Stage(transport)
    const [dealer, peer, next] = [
      stage.make(Dealer, { sendHighWaterMark: 2 }),
      stage.make(Dealer, { receiveHighWaterMark: 1 }),
      stage.make(Dealer),
    ]
    const endpoint = await stage.bind(dealer)
    expect(dealer.writable).toBe(false)
    await stage.join(peer, endpoint)
    await peer.send('from the peer')
    await until(() => dealer.readable)
    await fill(dealer)
    await peer[Symbol.asyncDispose]()
    await until(() => connections(dealer) === 0)
    expect([dealer.trySend('x'), dealer.writable]).toEqual([false, false])
    await stage.join(next, endpoint)
    await dealer.send('fresh')
    expect([text(await next.receive()), drain(dealer)]).toEqual([['fresh'], ['from the peer']])
  })

  it('SHALL NOT accept a message that it cannot queue, nor discard it, whatever the wire holds (27, 28, 31, 32)', async () => {
    await using stage = new Stage(transport)
    const [dealer, peer] = [stage.make(Dealer, { sendHighWaterMark: 2 }), stage.make(Dealer, { receiveHighWaterMark: 2 })]
    await stage.meet(dealer, peer)
    const taken = await fill(dealer)
    expect(taken).toBeLessThan(200)
    const last = dealer.send('last')
    expect((await take(peer, taken + 1)).at(-1)).toBe('last')
    await last
  })

  it('SHALL route round robin to peers with room (29)', async () => {
    await using stage = new Stage(transport)
    const dealer = stage.make(Dealer)
    const peers = Array.from({ length: 3 }, () => stage.make(Dealer))
    await stage.meet(dealer, ...peers)
    for (let i = 0; i < 30; i++) await dealer.send(String(i % 3))
    const got = await Promise.all(peers.map((peer) => take(peer, 10)))
    expect(got.map((each) => new Set(each).size)).toEqual([1, 1, 1])
  })

  it('SHALL block, or reject with EAGAIN, without an available peer, and SHALL NOT discard messages (30, 31, 32)', async () => {
    await using stage = new Stage(transport)
    const [dealer, peer] = [stage.make(Dealer), stage.make(Dealer)]
    const endpoint = await stage.bind(dealer)
    await expect(dealer.send('x', { timeout: 0 })).rejects.toMatchObject({ code: 'EAGAIN' })
    const waiting = dealer.send('kept')
    peer.connect(endpoint)
    await waiting
    expect(text(await peer.receive())).toEqual(['kept'])
  })

  it('SHALL receive from its peers fairly and deliver all of it (33, 34)', async () => {
    await using stage = new Stage(transport)
    const dealer = stage.make(Dealer)
    const peers = Array.from({ length: 3 }, () => stage.make(Dealer))
    await stage.meet(dealer, ...peers)
    for (const [i, peer] of peers.entries()) for (let n = 0; n < 5; n++) await peer.send(`${n}${i}`)
    await part(dealer, ...peers)
    const got = await take(dealer, 15)
    for (const n of [0, 1, 2, 3, 4]) expect(got.slice(3 * n, 3 * n + 3).sort()).toEqual([`${n}0`, `${n}1`, `${n}2`])
  })
})

describe('RFC 28, DEALER and its high-water marks', () => {
  it('SHALL consider a peer available only while its queue is not full, and accept nothing if none is (27, 28, 31)', async () => {
    await using stage = new Stage('inproc')
    const dealer = stage.make(Dealer, { sendHighWaterMark: 1 })
    const peers = [stage.make(Dealer, { receiveHighWaterMark: 1 }), stage.make(Dealer, { receiveHighWaterMark: 4 })] as const
    await stage.meet(dealer, ...peers)
    let sent = 0
    while (dealer.trySend(String(sent))) sent++
    expect([sent, dealer.writable, drain(peers[0]).length, drain(peers[1]).length]).toEqual([7, false, 2, 5])
  })
})

describe.each(TRANSPORTS)('RFC 28, ROUTER over %s', (transport) => {
  it('SHALL put the identity of the sender before each message, a unique generated one if it has none (41, 45, 46)', async () => {
    await using stage = new Stage(transport)
    const router = stage.make(Router)
    const dealers = [stage.make(Dealer), stage.make(Dealer)] as const
    await stage.meet(router, ...dealers)
    for (const dealer of dealers) await dealer.send(['a', 'b'])
    const [one, two] = [await router.receive(), await router.receive()]
    expect([one.length, one[0]?.length, one[0]?.[0], text(one.slice(1))]).toEqual([3, 5, 0, ['a', 'b']])
    expect(one[0]).not.toEqual(two[0])
  })

  it('SHOULD let the peer choose its identity (42)', async () => {
    await using stage = new Stage(transport)
    const [router, dealer] = [stage.make(Router), stage.make(Dealer, { routingId: 'chosen' })]
    await stage.meet(router, dealer)
    await dealer.send('x')
    expect(text(await router.receive())).toEqual(['chosen', 'x'])
  })

  it('SHALL remove the first frame and route by it (47, 48)', async () => {
    await using stage = new Stage(transport)
    const router = stage.make(Router)
    const dealers = ['a', 'b', 'c'].map((routingId) => stage.make(Dealer, { routingId }))
    await stage.meet(router, ...dealers)
    for (const id of ['c', 'a', 'b']) await router.send([id, '', `for ${id}`])
    expect(await Promise.all(dealers.map(async (dealer) => text(await dealer.receive())))).toEqual([
      ['', 'for a'],
      ['', 'for b'],
      ['', 'for c'],
    ])
  })

  it('SHALL drop what it cannot route, without blocking, or reject with EHOSTUNREACH as configured (49, 50)', async () => {
    await using stage = new Stage(transport)
    const [router, dealer] = [stage.make(Router), stage.make(Dealer, { routingId: 'there' })]
    await stage.meet(router, dealer)
    await router.send(['nobody', 'x'])
    expect(router.drops.unroutable).toBe(1)
    router.mandatory = true
    await expect(router.send(['nobody', 'x'])).rejects.toMatchObject({ code: 'EHOSTUNREACH' })
    await router.send(['there', 'marker'])
    expect(text(await dealer.receive())).toEqual(['marker'])
  })

  it('SHALL create queues when a peer connects, and destroy them when it disconnects; its messages are still read (38, 39, 40)', async () => {
    await using stage = new Stage(transport)
    const router = stage.make(Router, { mandatory: true, sendHighWaterMark: 2 })
    const dealer = stage.make(Dealer, { routingId: 'it', receiveHighWaterMark: 1 })
    const endpoint = await stage.bind(router)
    await expect(router.send(['it', 'x'])).rejects.toMatchObject({ code: 'EHOSTUNREACH' })
    await stage.join(dealer, endpoint)
    await dealer.send('from the peer')
    await until(() => router.readable)
    await fill(router, [Buffer.from('it')])
    await dealer[Symbol.asyncDispose]()
    await until(() => connections(router) === 0)
    await expect(router.send(['it', 'y'])).rejects.toMatchObject({ code: 'EHOSTUNREACH' })
    const next = stage.make(Dealer, { routingId: 'it' })
    await stage.join(next, endpoint)
    await until(() => connections(router) === 1)
    await router.send(['it', 'fresh'])
    expect([text(await next.receive()), drain(router)]).toEqual([['fresh'], ['it|from the peer']])
  })

  it('SHALL create queues when it connects, and keep them whether or not there is a connection (36, 37)', async () => {
    await using stage = new Stage(transport)
    const [router, finder] = [stage.make(Router, { mandatory: true, reconnectInterval: 1 }), stage.make(Dealer)]
    const endpoint = await stage.bind(finder)
    await finder.unbind(endpoint)
    router.connect(endpoint, { routingId: 'it' })
    await router.send(['it', 'early'])
    const dealer = stage.make(Dealer)
    await dealer.bind(endpoint)
    expect(text(await dealer.receive())).toEqual(['early'])
  })

  it('SHALL have separate directions: a full outgoing queue does not stop incoming messages (35, 43)', async () => {
    await using stage = new Stage(transport)
    const router = stage.make(Router, { mandatory: true, sendHighWaterMark: 1 })
    const dealer = stage.make(Dealer, { routingId: 'it', receiveHighWaterMark: 1 })
    await stage.meet(router, dealer)
    expect(await fill(router, [Buffer.from('it')])).toBeLessThan(200)
    await dealer.send('still here')
    expect(text(await router.receive())).toEqual(['it', 'still here'])
  })

  it('SHALL drop messages to a peer without room, without blocking; other peers miss nothing (43, 49, 50)', async () => {
    await using stage = new Stage(transport)
    const router = stage.make(Router, { sendHighWaterMark: 1 })
    const [slow, fast] = [stage.make(Dealer, { routingId: 'slow', receiveHighWaterMark: 1 }), stage.make(Dealer, { routingId: 'fast' })]
    await stage.meet(router, slow, fast)
    expect(await fill(router, [Buffer.from('slow')], 50)).toBe(50)
    expect(router.drops['high-water-mark']).toBeGreaterThan(0)
    await router.send(['fast', 'hello'])
    expect(text(await fast.receive())).toEqual(['hello'])
  })

  it('SHALL receive from its peers fairly (44)', async () => {
    await using stage = new Stage(transport)
    const router = stage.make(Router)
    const dealers = ['a', 'b', 'c'].map((routingId) => stage.make(Dealer, { routingId }))
    await stage.meet(router, ...dealers)
    for (const dealer of dealers) for (let n = 0; n < 4; n++) await dealer.send(String(n))
    await part(router, ...dealers)
    const got = await take(router, 12)
    for (const n of [0, 1, 2, 3]) expect(got.slice(3 * n, 3 * n + 3).sort()).toEqual([`a|${n}`, `b|${n}`, `c|${n}`])
  })
})

describe.each(WIRES)('RFC 28, ROUTER and a connection that is lost, over %s', (transport) => {
  it('SHALL keep the queue of a peer that it connected to: messages wait for the next connection (37)', async () => {
    await using stage = new Stage(transport)
    const router = stage.make(Router, { mandatory: true, reconnectInterval: 1 })
    const dealer = stage.make(Dealer)
    const endpoint = await stage.bind(dealer)
    router.connect(endpoint, { routingId: 'it' })
    await router.send(['it', 'one'])
    await dealer.receive()
    await dealer.unbind(endpoint)
    await until(() => connections(router) === 0)
    await router.send(['it', 'two'])
    await dealer.bind(endpoint)
    expect(text(await dealer.receive())).toEqual(['two'])
  })
})

describe('RFC 28, ROUTER and a full queue', () => {
  const marks = { sendHighWaterMark: 1, receiveHighWaterMark: 1 }

  it('SHALL drop messages that do not fit, without blocking (43, 49, 50)', async () => {
    await using stage = new Stage('inproc')
    const [router, dealer] = [stage.make(Router, marks), stage.make(Dealer, { ...marks, routingId: 'd' })]
    await stage.meet(router, dealer)
    for (let i = 0; i < 5; i++) await router.send(['d', String(i)])
    expect([router.drops['high-water-mark'], drain(dealer)]).toEqual([3, ['0', '1']])
  })

  it('rejects with EAGAIN as configured, and keeps queued messages (48, 49, 50)', async () => {
    await using stage = new Stage('inproc')
    const [router, dealer] = [stage.make(Router, { ...marks, mandatory: true }), stage.make(Dealer, { ...marks, routingId: 'd' })]
    await stage.meet(router, dealer)
    for (let i = 0; i < 2; i++) await router.send(['d', String(i)])
    await expect(router.send(['d', 'x'], { timeout: 0 })).rejects.toMatchObject({ code: 'EAGAIN' })
    const waiting = router.send(['d', '2'])
    await turn()
    expect(await take(dealer, 3)).toEqual(['0', '1', '2'])
    await waiting
  })
})
