/** Neighbours of a node that are silent, come and go, send wrong messages, or exceed a limit. */
import { encodeGossip } from '../src/gossip-message.ts'
import { encodeStamp, STAMP_PROPERTY } from '../src/stamp.ts'
import { codeOf, HELLO, INVALID, GossipFixture, PING, PONG, publish, tuples } from './gossip-fixture.ts'

let fixture: GossipFixture
beforeEach(() => (fixture = new GossipFixture()))
afterEach(() => fixture.end())

const INTERVAL = 250

describe('a client', () => {
  it('gets all tuples after HELLO, and none before', async () => {
    const { hub, endpoint } = await fixture.hub()
    await hub.publish('key', 'value')
    const client = fixture.client(endpoint)
    await client.say(HELLO, PING)
    expect([await client.next(), await client.next()]).toEqual([publish('key', 'value'), PONG])
  })

  it('gets its tuples of an earlier connection back, and not those of this one', async () => {
    const { hub, endpoint } = await fixture.hub()
    const client = fixture.client(endpoint)
    await client.say(HELLO, publish('key', 'value'), PING)
    expect(await client.next()).toEqual(PONG)
    expect(await tuples(hub, 1)).toEqual({ key: 'value' })
    await client.say(HELLO)
    expect(await client.next()).toEqual(publish('key', 'value'))
  })

  it.each([
    ['PUBLISH before HELLO', publish('key', 'value')],
    ['PING before HELLO', PING],
    ['PONG', PONG],
    ['INVALID', INVALID],
    ['nothing', Buffer.alloc(0)],
    ['another signature', Buffer.from('aaa10101', 'hex')],
    ['a number that no message has', Buffer.from('aaa00601', 'hex')],
    ['another version', Buffer.from('aaa00102', 'hex')],
    ['a key that is cut off', Buffer.from('aaa0020105', 'hex')],
    ['a value that is cut off', encodeGossip(publish('key', 'value')).subarray(0, -1)],
    ['a byte too much', Buffer.concat([encodeGossip(publish('key', 'value')), Buffer.alloc(1)])],
    ['a zero byte in a key', Buffer.from('aaa0020101000000000000000000', 'hex')],
    ['two frames', [encodeGossip(HELLO), encodeGossip(HELLO)]],
    ['a stamp without having announced it', [encodeGossip(publish('key', 'value')), encodeStamp({ clock: 1, fresh: true })]],
  ])('that sends %s is answered INVALID and forgotten, and other clients are not affected', async (_, said) => {
    const { hub, endpoint } = await fixture.hub()
    const good = await fixture.node()
    await good.connect(endpoint)
    const bad = fixture.client(endpoint)
    if (!['PUBLISH before HELLO', 'PING before HELLO'].includes(_)) await bad.say(HELLO)
    await bad.say(said)
    expect(await bad.next()).toEqual(INVALID)
    // Forgotten: it is told nothing more, until it says HELLO again.
    await good.publish('from', 'the good one')
    expect(await tuples(hub, 1)).toEqual({ from: 'the good one' })
    await bad.say(PING)
    expect(await bad.next()).toEqual(INVALID)
    await bad.say(HELLO)
    expect(await bad.next()).toEqual(publish('from', 'the good one'))
  })

  it.each([
    ['no stamp', [encodeGossip(publish('key', 'value'))]],
    ['a stamp of 6 bytes', [encodeGossip(publish('key', 'value')), Buffer.alloc(6, 1)]],
    ['a stamp that knows of no write', [encodeGossip(publish('key', 'value')), Buffer.alloc(7)]],
    ['a stamp with another flag', [encodeGossip(publish('key', 'value')), Buffer.alloc(7, 2)]],
    ['a stamp on PING', [encodeGossip(PING), encodeStamp({ clock: 1, fresh: true })]],
  ])('that announced stamps and sends %s is answered INVALID', async (_, said) => {
    const { endpoint } = await fixture.hub()
    const client = fixture.client(endpoint, { metadata: { [STAMP_PROPERTY]: '1' } })
    await client.say(HELLO, said)
    expect(await client.next()).toEqual(INVALID)
  })

  it('that sent PING once and is silent for more than a second is forgotten', async () => {
    const { hub, endpoint } = await fixture.hub()
    const client = fixture.client(endpoint)
    await client.say(HELLO, PING)
    expect(await client.next()).toEqual(PONG)
    await fixture.pass(5 * INTERVAL)
    await hub.publish('key', 'value')
    await client.say(publish('other', 'value'))
    expect(await client.next()).toEqual(INVALID)
  })

  it("that never sent PING, as CZMQ's do not, may be silent for ever", async () => {
    const { hub, endpoint } = await fixture.hub()
    const client = fixture.client(endpoint)
    await client.say(HELLO, publish('its own', ''))
    await tuples(hub, 1)
    await fixture.pass(40 * INTERVAL)
    await hub.publish('key', 'value')
    expect(await client.next()).toEqual(publish('key', 'value'))
  })

  it('may be silent for the time of server/timeout, and no longer', async () => {
    const { hub, endpoint } = await fixture.hub()
    await hub.set('server/timeout', 5000)
    const client = fixture.client(endpoint)
    await client.say(HELLO, publish('its own', ''))
    await tuples(hub, 1)
    await fixture.pass(20 * INTERVAL)
    await hub.publish('key', 'value')
    expect(await client.next()).toEqual(publish('key', 'value'))
    await fixture.pass(2 * INTERVAL)
    await client.say(PING)
    expect(await client.next()).toEqual(INVALID)
  })

  it('beyond maxClients is refused until another one leaves', async () => {
    const { hub, endpoint } = await fixture.hub({ maxClients: 2 })
    const [one, two] = [fixture.client(endpoint), fixture.client(endpoint)]
    for (const client of [one, two]) {
      await client.say(HELLO, PING)
      expect(await client.next()).toEqual(PONG)
    }
    const three = fixture.client(endpoint)
    await three.say(HELLO)
    await hub.publish('key', 'value')
    for (const client of [one, two]) expect(await client.next()).toEqual(publish('key', 'value'))
    expect(three.dealer.tryReceive()).toBeUndefined()
    two.dealer.close()
    expect(await fixture.passing(three.next())).toEqual(publish('key', 'value'))
  })
})

describe('a limit', () => {
  it.each([
    ['more keys', { maxTuples: 2 }, publish('three', '3')],
    ['a longer value', { maxValueSize: 4 }, publish('two', 'longer')],
    ['more bytes', { maxBytes: 10 }, publish('three', '3')],
  ] as const)(
    '%s than a node keeps: is refused to its owner and dropped from a client, and what is there stays',
    async (_, limits, more) => {
      const { hub, endpoint } = await fixture.hub(limits)
      await hub.publish('one', '1')
      await hub.publish('two', '2')
      if (more.id !== 'PUBLISH') return
      expect(await codeOf(hub.publish(more.key, more.value))).toBe('ERR_ZGOSSIP_LIMIT')
      const client = fixture.client(endpoint)
      await client.say(HELLO, more, PING)
      expect([await client.next(), await client.next(), await client.next()]).toEqual([publish('one', '1'), publish('two', '2'), PONG])
      expect(await tuples(hub, 2)).toEqual({ one: '1', two: '2' })
      // A value that is no longer still may change, and what is taken out makes room.
      await hub.publish('one', '3')
      await hub.unpublish('two')
      await hub.publish('new', '4')
      expect(await hub.status()).toBe(2)
    },
  )

  it('servers beyond maxRemotes are refused', async () => {
    const node = await fixture.node({ maxRemotes: 1 })
    await node.connect('tcp://127.0.0.1:1')
    expect(await codeOf(node.connect('tcp://127.0.0.1:2'))).toBe('ERR_ZGOSSIP_LIMIT')
  })

  it('a key of 255 bytes fits', async () => {
    const { hub, endpoint } = await fixture.hub({ maxValueSize: 10 })
    const client = fixture.client(endpoint)
    await client.say(HELLO, publish('x'.repeat(255), 'y'.repeat(10)))
    expect(await tuples(hub, 1)).toEqual({ ['x'.repeat(255)]: 'y'.repeat(10) })
  })
})

describe('a client that never reads', () => {
  it('costs other clients no tuple, and gets the last values when it reads again', async () => {
    const { hub, endpoint } = await fixture.hub()
    const slow = fixture.client(endpoint, { receiveHighWaterMark: 1 })
    await slow.say(HELLO)
    const good = await fixture.node()
    await good.connect(endpoint)
    const ROUNDS = 600
    const value = (round: number): string => `${round} `.padEnd(40_000, 'x')
    for (let round = 0; round < ROUNDS; round++) for (const key of ['a', 'b']) await hub.publish(key, value(round))
    const last: Record<string, string | undefined> = {}
    for await (const { key, value } of good) {
      last[key] = value
      if (last['a'] === last['b'] && last['a'] === value && value?.startsWith(`${ROUNDS - 1} `)) break
    }
    // 48 MB were published: what waits for it is a queue and what the system holds, and after that each key once.
    let count = 0
    for (const seen: Record<string, string> = {}; seen['a'] !== value(ROUNDS - 1) || seen['b'] !== value(ROUNDS - 1); count++) {
      const message = await slow.next()
      if (message.id === 'PUBLISH') seen[message.key] = message.value
    }
    expect(count).toBeLessThan(ROUNDS * 1.8)
  })
})

describe('a server', () => {
  it('gets HELLO and PING, then a PING at each interval, and the tuples of its client after the first PONG', async () => {
    const server = await fixture.server()
    const node = await fixture.node()
    await node.publish('key', 'value')
    await node.connect(server.endpoint)
    await server.welcome(publish('theirs', '1'))
    expect((await server.next()).message).toEqual(publish('key', 'value'))
    expect(await tuples(node, 2)).toEqual({ key: 'value', theirs: '1' })
    for (let i = 0; i < 3; i++) {
      fixture.runtime.advance(INTERVAL)
      const { from, message } = await server.next()
      expect(message).toEqual(PING)
      await server.say(from, PONG)
      await server.say(from, publish('round', `${i}`))
      expect(await tuples(node, 1)).toEqual({ round: `${i}` })
    }
  })

  it('that had another value before we connected replaces ours, but not that of our owner', async () => {
    const server = await fixture.server()
    const node = await fixture.node()
    await node.publish('ours', 'new')
    await node.connect(server.endpoint)
    await server.welcome(publish('ours', 'old'), publish('theirs', '1'))
    expect((await server.next()).message).toEqual(publish('ours', 'new'))
    expect(await tuples(node, 2)).toEqual({ ours: 'new', theirs: '1' })
  })

  it('that sends INVALID gets HELLO again, and then all tuples', async () => {
    const server = await fixture.server()
    const node = await fixture.node()
    await node.publish('key', 'value')
    await node.connect(server.endpoint)
    const from = await server.welcome()
    expect((await server.next()).message).toEqual(publish('key', 'value'))
    await server.say(from, INVALID)
    await server.welcome()
    expect((await server.next()).message).toEqual(publish('key', 'value'))
  })

  it('gets HELLO again if its PONG is so late that it may have forgotten us', async () => {
    const server = await fixture.server()
    const node = await fixture.node()
    await node.connect(server.endpoint)
    await server.welcome()
    await server.say((await ping()).from, PONG, publish('heard', ''))
    await tuples(node, 1)
    const said: string[] = []
    for (let i = 0; i < 5; i++) {
      fixture.runtime.advance(INTERVAL)
      said.push((await server.next()).message.id)
    }
    expect(said).toEqual(['PING', 'PING', 'PING', 'HELLO', 'PING'])

    function ping(): ReturnType<typeof server.next> {
      fixture.runtime.advance(INTERVAL)
      return server.next()
    }
  })

  it('that sends a wrong message stays connected, and the message has no effect', async () => {
    const server = await fixture.server()
    const node = await fixture.node()
    await node.connect(server.endpoint)
    const from = await server.welcome()
    for (const bad of ['', 'aaa1', 'aaa0020105', 'aaa001010000', 'aaa00601']) await server.router.send([from, Buffer.from(bad, 'hex')])
    await server.router.send([from, encodeGossip(PONG), Buffer.from('more')])
    await server.say(from, HELLO, PING, publish('key', 'value'))
    expect(await tuples(node, 1)).toEqual({ key: 'value' })
    expect(await node.status()).toBe(1)
  })

  it('that is restarted gets all tuples', async () => {
    const { hub, endpoint } = await fixture.hub()
    const node = await fixture.node()
    await node.publish('key', 'value')
    await node.connect(endpoint)
    expect(await tuples(hub, 1)).toEqual({ key: 'value' })
    await hub.destroy()
    const again = await fixture.node()
    await again.bind(endpoint)
    expect(await fixture.passing(tuples(again, 1))).toEqual({ key: 'value' })
  })

  it('that does not answer for 30 intervals is disconnected, and connected again', async () => {
    const server = await fixture.server()
    const node = await fixture.node()
    await node.connect(server.endpoint)
    const first = (await server.next()).from
    let { from } = await fixture.passing(server.next())
    while (from.equals(first)) from = (await fixture.passing(server.next())).from
    expect(fixture.runtime.now()).toBeGreaterThanOrEqual(30 * INTERVAL)
    await server.say(from, publish('key', 'value'))
    expect(await tuples(node, 1)).toEqual({ key: 'value' })
  })
})
