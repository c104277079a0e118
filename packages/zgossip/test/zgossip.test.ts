/** A whole node: what its owner asks of it, by methods and by CZMQ's commands. */
import { Zactor } from '@tszmq/zactor'
import { zgossip, Zgossip } from '../src/index.ts'
import type { ZgossipCommands } from '../src/index.ts'
import { codeOf, Meeting, tuples } from './meeting.ts'

let meeting: Meeting
beforeEach(() => (meeting = new Meeting()))
afterEach(() => meeting.end())

describe('an owner', () => {
  it('is told of what it publishes itself, once for each value', async () => {
    const node = await meeting.node()
    for (const value of ['one', 'one', 'two']) await node.publish('key', value)
    await node.publish('end', '')
    // It reads late, and is told the last value of each.
    expect(await tuples(node, 2)).toEqual({ key: 'two', end: '' })
    expect(await node.status()).toBe(2)
  })

  it('is told of what any node of the network publishes, before and after it joined', async () => {
    const { hub, endpoint } = await meeting.hub()
    const one = await meeting.node()
    await one.publish('before', '1')
    await one.connect(endpoint)
    expect(await tuples(hub, 1)).toEqual({ before: '1' })
    const two = await meeting.node()
    await two.connect(endpoint)
    expect(await tuples(two, 1)).toEqual({ before: '1' })
    await two.publish('after', '2')
    expect(await tuples(one, 2)).toEqual({ before: '1', after: '2' })
  })

  it('gets the port it has bound, and -1 where there is none', async () => {
    const node = await meeting.node()
    expect(await node.bind('tcp://127.0.0.1:*')).toBeGreaterThan(0)
    expect(await node.bind('inproc://gossip')).toBe(-1)
    const other = await meeting.node()
    await other.connect('inproc://gossip')
    await other.publish('key', 'value')
    expect(await tuples(node, 1)).toEqual({ key: 'value' })
  })

  it('forgets a key on its own node, and nobody else does', async () => {
    const { hub, endpoint } = await meeting.hub()
    const node = await meeting.node()
    await node.connect(endpoint)
    await node.publish('key', 'value')
    await tuples(hub, 1)
    await node.unpublish('key')
    await node.unpublish('nothing of that name')
    await node.publish('end', '')
    await tuples(hub, 1)
    expect([await node.status(), await hub.status()]).toEqual([1, 2])
  })

  it('may connect twice to the same endpoint, which is one server', async () => {
    const { hub, endpoint } = await meeting.hub({ maxClients: 1 })
    const node = await meeting.node({ maxRemotes: 1 })
    await node.connect(endpoint)
    await node.connect(endpoint)
    await node.publish('key', 'value')
    expect(await tuples(hub, 1)).toEqual({ key: 'value' })
  })

  it('learns that a time is over, by a tuple without a value', async () => {
    const { hub, endpoint } = await meeting.hub()
    const node = await meeting.node()
    await node.connect(endpoint)
    await node.publish('key', 'value', { ttl: 5000 })
    expect(await tuples(hub, 1)).toEqual({ key: 'value' })
    meeting.runtime.advance(5000)
    expect(await tuples(hub, 1)).toEqual({ key: undefined })
    expect(await tuples(node, 2)).toEqual({ key: undefined })
    expect([await hub.status(), await node.status()]).toEqual([0, 0])
  })

  it('hears no more when it destroys its node, and what was published stays with the others', async () => {
    const { hub, endpoint } = await meeting.hub()
    const node = await meeting.node()
    await node.connect(endpoint)
    await node.publish('key', 'value')
    await tuples(hub, 1)
    const rest = tuples(node, 10)
    await node.destroy()
    await node.destroy()
    expect(await rest).toEqual({ key: 'value' })
    expect([node.state, await hub.status()]).toEqual(['ended', 1])
    expect(await codeOf(node.publish('key', 'another'))).toBe('ERR_ZACTOR_ENDED')
  })

  it('ends it by a signal', async () => {
    const controller = new AbortController()
    const node = await meeting.node({ signal: controller.signal })
    controller.abort()
    await node.ended
    expect(node.state).toBe('ended')
  })

  it('may ask and command at once while tuples come that nobody reads', async () => {
    const node = await meeting.node()
    const all = Array.from({ length: 3000 }, (_, i) => node.publish(`key ${i}`, 'value'))
    const asked = Array.from({ length: 10 }, () => node.status())
    await Promise.all(all)
    expect(await Promise.all(asked)).toEqual(Array(10).fill(3000))
    expect(Object.keys(await tuples(node, 3000))).toHaveLength(3000)
  })
})

describe('a mistake', () => {
  it.each<[string, (node: Zgossip) => Promise<unknown>]>([
    ['EINVAL', (node) => node.publish('x'.repeat(256), '')],
    ['EINVAL', (node) => node.publish('a\0b', '')],
    ['EINVAL', (node) => node.publish('key', 'value', { ttl: -1 })],
    ['EINVAL', (node) => node.publish('key', 'value', { ttl: 1.5 })],
    ['EINVAL', (node) => node.set('server/timeout', 0)],
    ['EINVAL', (node) => node.set('server/speed' as 'server/timeout', 1)],
    ['EINVAL', (node) => node.connect('nowhere')],
    ['EPROTONOSUPPORT', (node) => node.connect('smoke://signals')],
    ['EPROTONOSUPPORT', (node) => node.bind('smoke://signals')],
    ['EINVAL', (node) => node.connect('tcp://127.0.0.1:1', 'a key of a server without one of its own')],
    ['EINVAL', (node) => node.actor.command(['PUBLISH', 'key', 'value', 'soon'])],
  ])('is refused with %s, and the node goes on as before', async (code, mistake) => {
    const node = await meeting.node()
    await node.publish('key', 'before')
    expect(await codeOf(mistake(node))).toBe(code)
    expect(await tuples(node, 1)).toEqual({ key: 'before' })
    expect(await node.status()).toBe(1)
  })

  it.each<[string, (node: Zgossip, none: string) => Promise<void>]>([
    ['key', (node, none) => node.publish(none, 'value')],
    ['value', (node, none) => node.publish('key', none)],
    ['key', (node, none) => node.unpublish(none)],
    ['domain', (node, none) => node.zapDomain(none)],
  ])('in a word, its %s, is a TypeError, and nothing is published', async (name, mistake) => {
    const node = await meeting.node()
    await node.publish('', 'before')
    for (const none of [undefined, null, {}]) {
      await expect(mistake(node, none as string)).rejects.toThrow(new TypeError(`${name} is text, not ${typeof none}`))
    }
    expect(await tuples(node, 1)).toEqual({ '': 'before' })
    expect(await node.status()).toBe(1)
  })

  it.each(['maxTuples', 'maxValueSize', 'maxBytes', 'maxClients', 'maxRemotes', 'pingInterval'])(
    'in %s keeps a node from starting',
    async (name) => {
      for (const value of [0, -1, 1.5, NaN, 2 ** 31, '1']) {
        expect(await codeOf(Zgossip.start({ context: meeting.context, [name]: value }))).toBe('EINVAL')
      }
    },
  )
})

it("takes CZMQ's commands as frames, and tells as CZMQ does", async () => {
  await using actor = await Zactor.start<ZgossipCommands, object>(zgossip, {}, { context: meeting.context })
  await actor.send(['BIND', 'tcp://127.0.0.1:*'])
  await actor.send(['PORT'])
  expect(String((await actor.receive())[0])).toBe('PORT')
  await actor.send(['PUBLISH', 'key', 'value'])
  expect((await actor.receive()).map(String)).toEqual(['DELIVER', 'key', 'value'])
  await actor.send(['STATUS'])
  expect((await actor.receive()).map(String)).toEqual(['STATUS', '1'])
})

it('tells its log what it does once it is asked to, and a log that throws changes nothing', async () => {
  const lines: string[] = []
  const { hub, endpoint } = await meeting.hub({
    log: {
      info: (line) => {
        lines.push(line)
        throw new Error('disk full')
      },
    },
  })
  await hub.publish('quiet', '')
  expect(lines).toEqual([])
  await hub.verbose()
  await hub.publish('key', 'value')
  const node = await meeting.node()
  await node.connect(endpoint)
  await tuples(node, 2)
  expect(lines.slice(0, 2)).toEqual(['zgossip: API command="PUBLISH"', expect.stringMatching(/^zgossip: client tcp:\/\/127/)])
})
