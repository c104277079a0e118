/** CURVE between nodes: who is let in, by which key and in whose domain, and what becomes of those who are not. */
import { curveKeyPair, Reply } from '@tszmq/sockets'
import { codeOf, HELLO, Meeting, tuples } from './meeting.ts'

let meeting: Meeting
beforeEach(() => (meeting = new Meeting()))
afterEach(() => meeting.end())

const server = curveKeyPair()
const client = curveKeyPair()

/** A node with CURVE, and where it is. */
async function guarded(domain?: string): Promise<Awaited<ReturnType<Meeting['hub']>>> {
  const hub = await meeting.node()
  await hub.curve(server)
  if (domain !== undefined) await hub.zapDomain(domain)
  return { hub, endpoint: `tcp://127.0.0.1:${await hub.bind('tcp://127.0.0.1:*')}` }
}

it('lets a client in that knows the key of the server, and both hear each other', async () => {
  const { hub, endpoint } = await guarded()
  await hub.publish('server', '1')
  const node = await meeting.node()
  await node.curve(client)
  await node.publish('client', '2')
  await node.connect(endpoint, server.publicKey)
  expect(await tuples(node, 2)).toEqual({ server: '1', client: '2' })
  expect(await tuples(hub, 2)).toEqual({ server: '1', client: '2' })
})

it('carries 1000 tuples of each of three nodes to the others, those of before and those that come while they are joined', async () => {
  const values = (of: string, from: number): [string, string][] =>
    Array.from({ length: 500 }, (_, i) => [`${of}/${from + i}`, `value ${i}`])
  const { hub, endpoint } = await guarded()
  const nodes = { hub, one: await meeting.node(), two: await meeting.node() }
  for (const [name, node] of Object.entries(nodes)) for (const [key, value] of values(name, 0)) await node.publish(key, value)
  for (const node of [nodes.one, nodes.two]) {
    await node.curve(curveKeyPair())
    await node.connect(endpoint, server.publicKey)
  }
  const publishing = Object.entries(nodes).map(async ([name, node]) => {
    for (const [key, value] of values(name, 500)) await node.publish(key, value)
  })
  const expected = Object.fromEntries(Object.keys(nodes).flatMap((name) => [...values(name, 0), ...values(name, 500)]))
  for (const node of Object.values(nodes)) expect(await meeting.passing(tuples(node, 3000))).toEqual(expected)
  await Promise.all(publishing)
  for (const node of Object.values(nodes)) expect(await node.status()).toBe(3000)
})

it.each([
  ['speaks no CURVE', undefined],
  ['takes the server for another', curveKeyPair().publicKey],
])('keeps a client out that %s, and it hears nothing', async (_, serverKey) => {
  const { hub, endpoint } = await guarded()
  await hub.publish('server', '1')
  const bad = await meeting.node()
  await bad.curve(client)
  await bad.publish('bad', '2')
  await bad.connect(endpoint, serverKey)
  const good = await meeting.node()
  await good.curve(client)
  await good.connect(endpoint, server.publicKey)
  await good.publish('good', '3')
  expect(await meeting.passing(tuples(hub, 2))).toEqual({ server: '1', good: '3' })
  expect([await bad.status(), await hub.status()]).toEqual([1, 2])
})

it.each([
  ['global', undefined],
  ['gossip', 'gossip'],
])('asks the authenticator about clients in the domain %s, and keeps out whom that refuses', async (expected, domain) => {
  await using zap = new Reply({ context: meeting.context })
  await zap.bind('inproc://zeromq.zap.01')
  const { hub, endpoint } = await guarded(domain)
  await hub.publish('server', '1')
  const verdict = async (status: string): Promise<string[]> => {
    const [version, id, asked, , , mechanism] = await zap.receive()
    await zap.send([version!, id!, status, '', '', ''])
    return [String(asked), String(mechanism)]
  }
  const bad = await meeting.node()
  await bad.curve(client)
  await bad.connect(endpoint, server.publicKey)
  expect(await verdict('400')).toEqual([expected, 'CURVE'])
  const good = await meeting.node()
  await good.curve(client)
  await good.connect(endpoint, server.publicKey)
  expect(await verdict('200')).toEqual([expected, 'CURVE'])
  expect(await tuples(good, 1)).toEqual({ server: '1' })
  expect(await bad.status()).toBe(0)
})

it('needs the secret key first, and refuses keys that are none', async () => {
  const node = await meeting.node()
  expect(await codeOf(node.connect('tcp://127.0.0.1:1', server.publicKey))).toBe('EINVAL')
  for (const bad of ['', 'short', 'x'.repeat(41), ' '.repeat(40)]) {
    expect(await codeOf(node.curve({ ...client, publicKey: bad }))).toBe('EINVAL')
    expect(await codeOf(node.curve({ ...client, secretKey: bad }))).toBe('EINVAL')
  }
  await node.curve({ publicKey: server.publicKey, secretKey: client.secretKey })
  expect(await codeOf(node.connect('tcp://127.0.0.1:1', server.publicKey))).toBe('EINVAL')
  expect(await codeOf(node.bind('tcp://127.0.0.1:*'))).toBe('EINVAL')
})

it('holds for what is bound from then on, and what was bound before stays open', async () => {
  const { hub, endpoint } = await meeting.hub()
  await hub.curve(server)
  const secure = `tcp://127.0.0.1:${await hub.bind('tcp://127.0.0.1:*')}`
  const open = meeting.client(endpoint)
  await open.say(HELLO)
  const node = await meeting.node()
  await node.curve(client)
  await node.connect(secure, server.publicKey)
  await node.publish('key', 'value')
  expect(await open.next()).toMatchObject({ key: 'key', value: 'value' })
})

it('a public key alone is not enough to bind: without the secret one it would be open to everybody', async () => {
  const node = await meeting.node()
  await node.actor.command(['SET PUBLICKEY', server.publicKey])
  expect(await codeOf(node.bind('tcp://127.0.0.1:*'))).toBe('EINVAL')
  await node.curve(server)
  expect(await node.bind('tcp://127.0.0.1:*')).toBeGreaterThan(0)
})

it('an endpoint that is connected to without the key of its server, or with another, is not connected to again', async () => {
  const node = await meeting.node()
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

it('a domain that was set is asked about without CURVE too', async () => {
  await using zap = new Reply({ context: meeting.context })
  await zap.bind('inproc://zeromq.zap.01')
  const hub = await meeting.node()
  await hub.zapDomain('rumours')
  const endpoint = `tcp://127.0.0.1:${await hub.bind('tcp://127.0.0.1:*')}`
  await (await meeting.node()).connect(endpoint)
  const [version, id, domain, , , mechanism] = await zap.receive()
  expect([String(domain), String(mechanism)]).toEqual(['rumours', 'NULL'])
  await zap.send([version!, id!, '400', '', '', ''])
})
