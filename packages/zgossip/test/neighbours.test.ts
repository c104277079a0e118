/** Neighbours of a node that are silent, come and go, say what nobody understands, or ask for too much. */
import { encodeGossip } from '../src/gossip-message.ts'
import { encodeStamp, STAMP_PROPERTY } from '../src/stamp.ts'
import { codeOf, HELLO, INVALID, Meeting, PING, PONG, publish, tuples } from './meeting.ts'

let meeting: Meeting
beforeEach(() => (meeting = new Meeting()))
afterEach(() => meeting.end())

const INTERVAL = 250

describe('a client', () => {
  it('is told all there is after HELLO, and nothing before', async () => {
    const { hub, endpoint } = await meeting.hub()
    await hub.publish('key', 'value')
    const client = meeting.client(endpoint)
    await client.say(HELLO, PING)
    expect([await client.next(), await client.next()]).toEqual([publish('key', 'value'), PONG])
  })

  it('is told again what it said before, and not what it says itself', async () => {
    const { hub, endpoint } = await meeting.hub()
    const client = meeting.client(endpoint)
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
  ])('that says %s is answered INVALID and forgotten, and nobody else is hurt', async (_, said) => {
    const { hub, endpoint } = await meeting.hub()
    const good = await meeting.node()
    await good.connect(endpoint)
    const bad = meeting.client(endpoint)
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
    const { endpoint } = await meeting.hub()
    const client = meeting.client(endpoint, { metadata: { [STAMP_PROPERTY]: '1' } })
    await client.say(HELLO, said)
    expect(await client.next()).toEqual(INVALID)
  })

  it('that sent PING once and is silent for more than a second is forgotten', async () => {
    const { hub, endpoint } = await meeting.hub()
    const client = meeting.client(endpoint)
    await client.say(HELLO, PING)
    expect(await client.next()).toEqual(PONG)
    await meeting.pass(5 * INTERVAL)
    await hub.publish('key', 'value')
    await client.say(publish('other', 'value'))
    expect(await client.next()).toEqual(INVALID)
  })

  it("that never sent PING, as CZMQ's do not, may be silent", async () => {
    const { hub, endpoint } = await meeting.hub()
    const client = meeting.client(endpoint)
    await client.say(HELLO, publish('its own', ''))
    await tuples(hub, 1)
    await meeting.pass(40 * INTERVAL)
    await hub.publish('key', 'value')
    expect(await client.next()).toEqual(publish('key', 'value'))
  })

  it('may be silent for as long as its server was told to wait, and no longer', async () => {
    const { hub, endpoint } = await meeting.hub()
    await hub.set('server/timeout', 5000)
    const client = meeting.client(endpoint)
    await client.say(HELLO, publish('its own', ''))
    await tuples(hub, 1)
    await meeting.pass(20 * INTERVAL)
    await hub.publish('key', 'value')
    expect(await client.next()).toEqual(publish('key', 'value'))
    await meeting.pass(2 * INTERVAL)
    await client.say(PING)
    expect(await client.next()).toEqual(INVALID)
  })

  it('beyond the last is not let in, and one that goes makes room', async () => {
    const { hub, endpoint } = await meeting.hub({ maxClients: 2 })
    const [one, two] = [meeting.client(endpoint), meeting.client(endpoint)]
    for (const client of [one, two]) {
      await client.say(HELLO, PING)
      expect(await client.next()).toEqual(PONG)
    }
    const three = meeting.client(endpoint)
    await three.say(HELLO)
    await hub.publish('key', 'value')
    for (const client of [one, two]) expect(await client.next()).toEqual(publish('key', 'value'))
    expect(three.dealer.tryReceive()).toBeUndefined()
    two.dealer.close()
    expect(await meeting.passing(three.next())).toEqual(publish('key', 'value'))
  })
})

describe('what does not fit', () => {
  it.each([
    ['more keys', { maxTuples: 2 }, publish('three', '3')],
    ['a longer value', { maxValueSize: 4 }, publish('two', 'longer')],
    ['more bytes', { maxBytes: 10 }, publish('three', '3')],
  ] as const)(
    '%s than a node keeps: is refused to its owner and dropped from a client, and what is there stays',
    async (_, limits, more) => {
      const { hub, endpoint } = await meeting.hub(limits)
      await hub.publish('one', '1')
      await hub.publish('two', '2')
      if (more.id !== 'PUBLISH') return
      expect(await codeOf(hub.publish(more.key, more.value))).toBe('ERR_ZGOSSIP_LIMIT')
      const client = meeting.client(endpoint)
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
    const node = await meeting.node({ maxRemotes: 1 })
    await node.connect('tcp://127.0.0.1:1')
    expect(await codeOf(node.connect('tcp://127.0.0.1:2'))).toBe('ERR_ZGOSSIP_LIMIT')
  })

  it('a key of 255 bytes fits', async () => {
    const { hub, endpoint } = await meeting.hub({ maxValueSize: 10 })
    const client = meeting.client(endpoint)
    await client.say(HELLO, publish('x'.repeat(255), 'y'.repeat(10)))
    expect(await tuples(hub, 1)).toEqual({ ['x'.repeat(255)]: 'y'.repeat(10) })
  })
})

describe('a client that never reads', () => {
  it('costs nobody else a tuple, and is told the last values when it does read', async () => {
    const { hub, endpoint } = await meeting.hub()
    const slow = meeting.client(endpoint, { receiveHighWaterMark: 1 })
    await slow.say(HELLO)
    const good = await meeting.node()
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
  it('hears HELLO and PING, PINGs ever after, and what its client has once it answered', async () => {
    const server = await meeting.server()
    const node = await meeting.node()
    await node.publish('key', 'value')
    await node.connect(server.endpoint)
    await server.welcome(publish('theirs', '1'))
    expect((await server.next()).message).toEqual(publish('key', 'value'))
    expect(await tuples(node, 2)).toEqual({ key: 'value', theirs: '1' })
    for (let i = 0; i < 3; i++) {
      meeting.runtime.advance(INTERVAL)
      const { from, message } = await server.next()
      expect(message).toEqual(PING)
      await server.say(from, PONG)
      await server.say(from, publish('round', `${i}`))
      expect(await tuples(node, 1)).toEqual({ round: `${i}` })
    }
  })

  it('that had another value before it knew us is believed, but not about what our owner said', async () => {
    const server = await meeting.server()
    const node = await meeting.node()
    await node.publish('ours', 'new')
    await node.connect(server.endpoint)
    await server.welcome(publish('ours', 'old'), publish('theirs', '1'))
    expect((await server.next()).message).toEqual(publish('ours', 'new'))
    expect(await tuples(node, 2)).toEqual({ ours: 'new', theirs: '1' })
  })

  it('that says INVALID hears HELLO again, and all there is', async () => {
    const server = await meeting.server()
    const node = await meeting.node()
    await node.publish('key', 'value')
    await node.connect(server.endpoint)
    const from = await server.welcome()
    expect((await server.next()).message).toEqual(publish('key', 'value'))
    await server.say(from, INVALID)
    await server.welcome()
    expect((await server.next()).message).toEqual(publish('key', 'value'))
  })

  it('hears HELLO again when its PONG came so late that it may have forgotten us', async () => {
    const server = await meeting.server()
    const node = await meeting.node()
    await node.connect(server.endpoint)
    await server.welcome()
    await server.say((await ping()).from, PONG, publish('heard', ''))
    await tuples(node, 1)
    const said: string[] = []
    for (let i = 0; i < 5; i++) {
      meeting.runtime.advance(INTERVAL)
      said.push((await server.next()).message.id)
    }
    expect(said).toEqual(['PING', 'PING', 'PING', 'HELLO', 'PING'])

    function ping(): ReturnType<typeof server.next> {
      meeting.runtime.advance(INTERVAL)
      return server.next()
    }
  })

  it('that says what nobody understands is not believed, and heard on', async () => {
    const server = await meeting.server()
    const node = await meeting.node()
    await node.connect(server.endpoint)
    const from = await server.welcome()
    for (const bad of ['', 'aaa1', 'aaa0020105', 'aaa001010000', 'aaa00601']) await server.router.send([from, Buffer.from(bad, 'hex')])
    await server.router.send([from, encodeGossip(PONG), Buffer.from('more')])
    await server.say(from, HELLO, PING, publish('key', 'value'))
    expect(await tuples(node, 1)).toEqual({ key: 'value' })
    expect(await node.status()).toBe(1)
  })

  it('that starts again is told all there is', async () => {
    const { hub, endpoint } = await meeting.hub()
    const node = await meeting.node()
    await node.publish('key', 'value')
    await node.connect(endpoint)
    expect(await tuples(hub, 1)).toEqual({ key: 'value' })
    await hub.destroy()
    const again = await meeting.node()
    await again.bind(endpoint)
    expect(await meeting.passing(tuples(again, 1))).toEqual({ key: 'value' })
  })

  it('that does not answer for 30 intervals is given up, and connected to anew', async () => {
    const server = await meeting.server()
    const node = await meeting.node()
    await node.connect(server.endpoint)
    const first = (await server.next()).from
    let { from } = await meeting.passing(server.next())
    while (from.equals(first)) from = (await meeting.passing(server.next())).from
    expect(meeting.runtime.now()).toBeGreaterThanOrEqual(30 * INTERVAL)
    await server.say(from, publish('key', 'value'))
    expect(await tuples(node, 1)).toEqual({ key: 'value' })
  })
})
