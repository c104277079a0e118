/** A whole node, used by methods and by CZMQ's commands. */
import { Zactor } from '@tszmq/zactor'
import { zgossip, Zgossip } from '../src/index.ts'
import type { ZgossipCommands } from '../src/index.ts'
import { codeOf, GossipFixture, tuples } from './gossip-fixture.ts'

let fixture: GossipFixture
beforeEach(() => (fixture = new GossipFixture()))
afterEach(() => fixture.end())

describe('an owner', () => {
  it('gets the tuples that it publishes itself, once for each value', async () => {
    const node = await fixture.node()
    for (const value of ['one', 'one', 'two']) await node.publish('key', value)
    await node.publish('end', '')
    // It reads late, and is told the last value of each.
    expect(await tuples(node, 2)).toEqual({ key: 'two', end: '' })
    expect(await node.status()).toBe(2)
  })

  it('gets the tuples of all nodes, from before and after its node joined', async () => {
    const { hub, endpoint } = await fixture.hub()
    const one = await fixture.node()
    await one.publish('before', '1')
    await one.connect(endpoint)
    expect(await tuples(hub, 1)).toEqual({ before: '1' })
    const two = await fixture.node()
    await two.connect(endpoint)
    expect(await tuples(two, 1)).toEqual({ before: '1' })
    await two.publish('after', '2')
    expect(await tuples(one, 2)).toEqual({ before: '1', after: '2' })
  })

  it('gets the port it has bound, and -1 where there is none', async () => {
    const node = await fixture.node()
    expect(await node.bind('tcp://127.0.0.1:*')).toBeGreaterThan(0)
    expect(await node.bind('inproc://gossip')).toBe(-1)
    const other = await fixture.node()
    await other.connect('inproc://gossip')
    await other.publish('key', 'value')
    expect(await tuples(node, 1)).toEqual({ key: 'value' })
  })

  it('forgets a key on its own node only', async () => {
    const { hub, endpoint } = await fixture.hub()
    const node = await fixture.node()
    await node.connect(endpoint)
    await node.publish('key', 'value')
    await tuples(hub, 1)
    await node.unpublish('key')
    await node.unpublish('nothing of that name')
    await node.publish('end', '')
    await tuples(hub, 1)
    expect([await node.status(), await hub.status()]).toEqual([1, 2])
  })

  it('connects once to an endpoint that is given twice', async () => {
    const { hub, endpoint } = await fixture.hub({ maxClients: 1 })
    const node = await fixture.node({ maxRemotes: 1 })
    await node.connect(endpoint)
    await node.connect(endpoint)
    await node.publish('key', 'value')
    expect(await tuples(hub, 1)).toEqual({ key: 'value' })
  })

  it('gets a tuple without a value when a time to live is over', async () => {
    const { hub, endpoint } = await fixture.hub()
    const node = await fixture.node()
    await node.connect(endpoint)
    await node.publish('key', 'value', { ttl: 5000 })
    expect(await tuples(hub, 1)).toEqual({ key: 'value' })
    fixture.runtime.advance(5000)
    expect(await tuples(hub, 1)).toEqual({ key: undefined })
    expect(await tuples(node, 2)).toEqual({ key: undefined })
    expect([await hub.status(), await node.status()]).toEqual([0, 0])
  })

  it('gets no tuples after it destroys its node, and the other nodes keep those published', async () => {
    const { hub, endpoint } = await fixture.hub()
    const node = await fixture.node()
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
    const node = await fixture.node({ signal: controller.signal })
    controller.abort()
    await node.ended
    expect(node.state).toBe('ended')
  })

  it('may send commands and queries at once while tuples are unread', async () => {
    const node = await fixture.node()
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
    const node = await fixture.node()
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
  ])('in the type of its %s is a TypeError, and nothing is published', async (name, mistake) => {
    const node = await fixture.node()
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
        expect(await codeOf(Zgossip.start({ context: fixture.context, [name]: value }))).toBe('EINVAL')
      }
    },
  )
})

it("takes CZMQ's commands as frames, and answers as CZMQ", async () => {
  await using actor = await Zactor.start<ZgossipCommands, object>(zgossip, {}, { context: fixture.context })
  await actor.send(['BIND', 'tcp://127.0.0.1:*'])
  await actor.send(['PORT'])
  expect(String((await actor.receive())[0])).toBe('PORT')
  await actor.send(['PUBLISH', 'key', 'value'])
  expect((await actor.receive()).map(String)).toEqual(['DELIVER', 'key', 'value'])
  await actor.send(['STATUS'])
  expect((await actor.receive()).map(String)).toEqual(['STATUS', '1'])
})

it('logs what it does after VERBOSE, to a log that throws', async () => {
  const lines: string[] = []
  const { hub, endpoint } = await fixture.hub({
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
  const node = await fixture.node()
  await node.connect(endpoint)
  await tuples(node, 2)
  expect(lines.slice(0, 2)).toEqual(['zgossip: API command="PUBLISH"', expect.stringMatching(/^zgossip: client tcp:\/\/127/)])
})
