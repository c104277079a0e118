/** CURVE between nodes: which clients are admitted, by which key and in which domain. */
import { curveKeyPair, Reply } from '@tszmq/sockets'
import { codeOf, HELLO, GossipFixture, tuples } from './gossip-fixture.ts'

let fixture: GossipFixture
beforeEach(() => (fixture = new GossipFixture()))
afterEach(() => fixture.end())

const server = curveKeyPair()
const client = curveKeyPair()

/** A node with CURVE, and where it is. */
async function guarded(domain?: string): Promise<Awaited<ReturnType<GossipFixture['hub']>>> {
  const hub = await fixture.node()
  await hub.curve(server)
  if (domain !== undefined) await hub.zapDomain(domain)
  return { hub, endpoint: `tcp://127.0.0.1:${await hub.bind('tcp://127.0.0.1:*')}` }
}

it('admits a client that knows the key of the server, and both get the tuples of each other', async () => {
  const { hub, endpoint } = await guarded()
  await hub.publish('server', '1')
  const node = await fixture.node()
  await node.curve(client)
  await node.publish('client', '2')
  await node.connect(endpoint, server.publicKey)
  expect(await tuples(node, 2)).toEqual({ server: '1', client: '2' })
  expect(await tuples(hub, 2)).toEqual({ server: '1', client: '2' })
})

it('carries 1000 tuples of each of three nodes to the others, from before and during the connection', async () => {
  const values = (of: string, from: number): [string, string][] =>
    Array.from({ length: 500 }, (_, i) => [`${of}/${from + i}`, `value ${i}`])
  const { hub, endpoint } = await guarded()
  const nodes = { hub, one: await fixture.node(), two: await fixture.node() }
  for (const [name, node] of Object.entries(nodes)) for (const [key, value] of values(name, 0)) await node.publish(key, value)
  for (const node of [nodes.one, nodes.two]) {
    await node.curve(curveKeyPair())
    await node.connect(endpoint, server.publicKey)
  }
  const publishing = Object.entries(nodes).map(async ([name, node]) => {
    for (const [key, value] of values(name, 500)) await node.publish(key, value)
  })
  const expected = Object.fromEntries(Object.keys(nodes).flatMap((name) => [...values(name, 0), ...values(name, 500)]))
  for (const node of Object.values(nodes)) expect(await fixture.passing(tuples(node, 3000))).toEqual(expected)
  await Promise.all(publishing)
  for (const node of Object.values(nodes)) expect(await node.status()).toBe(3000)
})

it.each([
  ['speaks no CURVE', undefined],
  ['takes the server for another', curveKeyPair().publicKey],
])('refuses a client that %s, and sends it nothing', async (_, serverKey) => {
  const { hub, endpoint } = await guarded()
  await hub.publish('server', '1')
  const bad = await fixture.node()
  await bad.curve(client)
  await bad.publish('bad', '2')
  await bad.connect(endpoint, serverKey)
  const good = await fixture.node()
  await good.curve(client)
  await good.connect(endpoint, server.publicKey)
  await good.publish('good', '3')
  expect(await fixture.passing(tuples(hub, 2))).toEqual({ server: '1', good: '3' })
  expect([await bad.status(), await hub.status()]).toEqual([1, 2])
})

it.each([
  ['global', undefined],
  ['gossip', 'gossip'],
])('asks the authenticator about clients in the domain %s, and refuses those that it refuses', async (expected, domain) => {
  await using zap = new Reply({ context: fixture.context })
  await zap.bind('inproc://zeromq.zap.01')
  const { hub, endpoint } = await guarded(domain)
  await hub.publish('server', '1')
  const verdict = async (status: string): Promise<string[]> => {
    const [version, id, asked, , , mechanism] = await zap.receive()
    await zap.send([version!, id!, status, '', '', ''])
    return [String(asked), String(mechanism)]
  }
  const bad = await fixture.node()
  await bad.curve(client)
  await bad.connect(endpoint, server.publicKey)
  expect(await verdict('400')).toEqual([expected, 'CURVE'])
  const good = await fixture.node()
  await good.curve(client)
  await good.connect(endpoint, server.publicKey)
  expect(await verdict('200')).toEqual([expected, 'CURVE'])
  expect(await tuples(good, 1)).toEqual({ server: '1' })
  expect(await bad.status()).toBe(0)
})

it('needs the secret key first, and refuses invalid keys', async () => {
  const node = await fixture.node()
  expect(await codeOf(node.connect('tcp://127.0.0.1:1', server.publicKey))).toBe('EINVAL')
  for (const bad of ['', 'short', 'x'.repeat(41), ' '.repeat(40)]) {
    expect(await codeOf(node.curve({ ...client, publicKey: bad }))).toBe('EINVAL')
    expect(await codeOf(node.curve({ ...client, secretKey: bad }))).toBe('EINVAL')
  }
  await node.curve({ publicKey: server.publicKey, secretKey: client.secretKey })
  expect(await codeOf(node.connect('tcp://127.0.0.1:1', server.publicKey))).toBe('EINVAL')
  expect(await codeOf(node.bind('tcp://127.0.0.1:*'))).toBe('EINVAL')
})

it('applies to endpoints that are bound later, and not to those bound before', async () => {
  const { hub, endpoint } = await fixture.hub()
  await hub.curve(server)
  const secure = `tcp://127.0.0.1:${await hub.bind('tcp://127.0.0.1:*')}`
  const open = fixture.client(endpoint)
  await open.say(HELLO)
  const node = await fixture.node()
  await node.curve(client)
  await node.connect(secure, server.publicKey)
  await node.publish('key', 'value')
  expect(await open.next()).toMatchObject({ key: 'key', value: 'value' })
})

it('refuses to bind with a public key alone, since that would admit every client', async () => {
  const node = await fixture.node()
  await node.actor.command(['SET PUBLICKEY', server.publicKey])
  expect(await codeOf(node.bind('tcp://127.0.0.1:*'))).toBe('EINVAL')
  await node.curve(server)
  expect(await node.bind('tcp://127.0.0.1:*')).toBeGreaterThan(0)
})

it('refuses to connect to an endpoint twice with different keys of the server', async () => {
  const node = await fixture.node()
  await node.curve(client)
  await node.connect('tcp://127.0.0.1:1')
  await node.connect('tcp://127.0.0.1:1')
  expect(await codeOf(node.connect('tcp://127.0.0.1:1', server.publicKey))).toBe('EINVAL')
  await node.connect('tcp://127.0.0.1:2', server.publicKey)
  await node.connect('tcp://127.0.0.1:2', server.publicKey)
  expect([await codeOf(node.connect('tcp://127.0.0.1:2')), await codeOf(node.connect('tcp://127.0.0.1:2', client.publicKey))]).toEqual([
    'EINVAL',
    'EINVAL',
  ])
})

it('asks the authenticator in a domain that was set, without CURVE too', async () => {
  await using zap = new Reply({ context: fixture.context })
  await zap.bind('inproc://zeromq.zap.01')
  const hub = await fixture.node()
  await hub.zapDomain('rumours')
  const endpoint = `tcp://127.0.0.1:${await hub.bind('tcp://127.0.0.1:*')}`
  await (await fixture.node()).connect(endpoint)
  const [version, id, domain, , , mechanism] = await zap.receive()
  expect([String(domain), String(mechanism)]).toEqual(['rumours', 'NULL'])
  await zap.send([version!, id!, '400', '', '', ''])
})
