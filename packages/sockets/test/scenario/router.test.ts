/** libzmq's scenarios for ROUTER; each group has the name of libzmq's test program. */
import { until } from '@tszmq/testkit'
import { Dealer, Router } from '../../src/index.ts'
import type { EventOfType } from '../../src/index.ts'
import { Stage, TRANSPORTS, WIRES, connections, drain, take, text } from '../stage.ts'

describe.each(WIRES)('issue_566 over %s', (transport) => {
  it('a router reaches a dealer of another context, 100 times', async () => {
    await using stage = new Stage(transport)
    const router = stage.make(Router, { mandatory: true })
    const endpoint = await stage.bind(router)
    for (let i = 0; i < 100; i++) {
      await using other = new Stage(transport)
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

describe.each(TRANSPORTS)('router_mandatory over %s', (transport) => {
  it('drops what cannot be routed, and with mandatory rejects with EHOSTUNREACH (rule 18)', async () => {
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

  it('has the room of each peer: one that does not read does not stop others', async () => {
    await using stage = new Stage(transport)
    const router = stage.make(Router, { mandatory: true, sendHighWaterMark: 100 })
    const [x, y] = [
      stage.make(Dealer, { routingId: 'X', receiveHighWaterMark: 100 }),
      stage.make(Dealer, { routingId: 'Y', receiveHighWaterMark: 100 }),
    ]
    await stage.meet(router, x, y)
    const body = Buffer.alloc(65_536, 'Hello')
    let taken = 0
    while (router.trySend(['Y', body])) {
      expect(++taken).toBeLessThan(10_000)
      expect(router.trySend(['X', body])).toBe(true)
      expect((await x.receive())[0]?.length).toBe(body.length)
    }
    const waiting = (id: string): number => router.peers.find((peer) => String(peer.routingId) === id)?.queueLength ?? 0
    expect([waiting('X'), waiting('Y') > 0]).toEqual([0, true])
    expect([router.trySend(['X', 'more']), router.trySend(['Y', 'more'])]).toEqual([true, false])
  })

  it('has no unknown peers, and none after close()', async () => {
    await using stage = new Stage(transport)
    const router = stage.make(Router, { mandatory: true })
    await stage.bind(router)
    await expect(router.send(['foo', 'x'])).rejects.toMatchObject({ code: 'EHOSTUNREACH' })
    expect(router.peers).toEqual([])
    router.close()
    await expect(router.send(['foo', 'x'])).rejects.toMatchObject({ code: 'EBADF' })
    expect(router.peers).toEqual([])
  })
})

describe('router_mandatory_hwm', () => {
  it('rejects with EAGAIN for a full peer, and accepts more when it has read (rule 18)', async () => {
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

describe.each(TRANSPORTS)('router_mandatory_hwm over %s', (transport) => {
  it('rejects with EAGAIN for a full peer instead of dropping, and accepts more when it has read', async () => {
    await using stage = new Stage(transport)
    const router = stage.make(Router, { mandatory: true, sendHighWaterMark: 1 })
    const dealer = stage.make(Dealer, { routingId: 'X', receiveHighWaterMark: 1 })
    await stage.meet(router, dealer)
    const filler = '.'.repeat(65_536)
    let sent = 0
    while (router.trySend(['X', `${sent}`, filler])) expect(++sent).toBeLessThan(10_000)
    const more = router.send(['X', 'more', filler])
    expect(await take(dealer, sent + 1)).toEqual(
      [...Array.from({ length: sent }, (_, i) => `${i}`), 'more'].map((each) => `${each}|${filler}`),
    )
    await more
    expect(router.drops['high-water-mark']).toBe(0)
  })
})

describe.each(TRANSPORTS)('router_handover over %s', (transport) => {
  it('gives the id to the new peer with handover (rule 17)', async () => {
    await using stage = new Stage(transport)
    const router = stage.make(Router, { handover: true })
    const [one, two] = [stage.make(Dealer, { routingId: 'X' }), stage.make(Dealer, { routingId: 'X' })]
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

  it('keeps the first peer connected without an id, emits handover, and returns the id when the second disconnects (rule 17)', async () => {
    await using stage = new Stage(transport)
    const router = stage.make(Router, { handover: true })
    const [one, two] = [stage.make(Dealer, { routingId: 'X' }), stage.make(Dealer, { routingId: 'X' })]
    const told: EventOfType<'handover'>[] = []
    let ends = 0
    router.events.on('handover', (event) => told.push(event)).on('disconnect', () => ends++)
    const endpoint = await stage.meet(router, one)
    await one.send('before')
    await until(() => router.readable)
    const [older] = router.peers
    await stage.join(two, endpoint)
    await two.send('mine')
    await one.send('unheard')
    expect(await take(router, 2)).toEqual(['X|before', 'X|mine'])
    await until(() => router.drops.unexpected === 1)
    expect(told).toEqual([
      { type: 'handover', address: endpoint, remote: older!.address, routingId: Buffer.from('X'), by: router.peers[1]!.address },
    ])
    expect([ends, connections(router), connections(one)]).toEqual([0, 2, 1])
    await two[Symbol.asyncDispose]()
    await until(() => connections(router) === 1)
    await one.send('mine again')
    expect(await take(router, 1)).toEqual(['X|mine again'])
    await router.send(['X', 'welcome back'])
    expect(text(await one.receive())).toEqual(['welcome back'])
    expect(told.length).toBe(1)
  })

  it('leaves the id with the first otherwise, until that one disconnects (rule 17)', async () => {
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
  it('a ROUTER that probes is known to the other before it sends (rule 20)', async () => {
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
  it('sets the id of the peer of a ROUTER, which can be sent to at once (rule 19)', async () => {
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

  it('sets the id of a peer for this ROUTER only: others know it by its own id', async () => {
    await using stage = new Stage(transport)
    const [server, client] = [stage.make(Router, { routingId: 'X' }), stage.make(Router, { routingId: 'Y' })]
    client.connect(await stage.bind(server), { routingId: 'conn1' })
    await client.send(['conn1', 'hi 1'])
    expect(text(await server.receive())).toEqual(['Y', 'hi 1'])
    await server.send(['Y', 'ok'])
    expect(text(await client.receive())).toEqual(['conn1', 'ok'])
  })

  it('sets the id of a peer of a ROUTER that has unread messages of another, and sends to that peer', async () => {
    await using stage = new Stage(transport)
    const [x, y, z] = [
      stage.make(Router, { routingId: 'X' }),
      stage.make(Router, { routingId: 'Y' }),
      stage.make(Router, { routingId: 'Z' }),
    ]
    y.connect(await stage.bind(x), { routingId: 'X' })
    await y.send(['X', 'unread'])
    await until(() => x.readable)
    x.connect(await stage.bind(z), { routingId: 'Z' })
    await x.send(['Z', 'hi'])
    expect(text(await z.receive())).toEqual(['X', 'hi'])
    expect([y.readable, drain(x)]).toEqual([false, ['Y|unread']])
  })

  it('throws for an invalid id', async () => {
    await using stage = new Stage(transport)
    const client = stage.make(Router)
    const endpoint = await stage.bind(stage.make(Router))
    expect(() => client.connect(endpoint, { routingId: Buffer.alloc(256, 1) })).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    expect(() => client.connect(endpoint, { routingId: Buffer.of(0) })).toThrow(expect.objectContaining({ code: 'EINVAL' }))
  })
})

describe.each(WIRES)('spec_router over %s', (transport) => {
  it('keeps nothing for a peer that disconnected', async () => {
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
