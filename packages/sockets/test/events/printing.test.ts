/** What printing, copying or enumerating sockets and contexts shows: a few lines, and no secret. */
import { inspect } from 'node:util'
import { until } from '@tszmq/testkit'
import * as sockets from '../../src/index.ts'
import type { Socket } from '../../src/index.ts'
import { Stage, connections } from '../stage.ts'

const keys = sockets.curveKeyPair()
const SECRETS = { socksPassword: 'hunter2-socks', curveSecretKey: keys.secretKey, plainPassword: 'hunter2-plain' }
const TYPES = [
  sockets.Pair,
  sockets.Publisher,
  sockets.Subscriber,
  sockets.Request,
  sockets.Reply,
  sockets.Dealer,
  sockets.Router,
  sockets.Pull,
  sockets.Push,
  sockets.XPublisher,
  sockets.XSubscriber,
  sockets.Stream,
] as const

/** All ways to print it that there are. */
function printed(value: object): string {
  const ways = [
    {},
    { showHidden: true, depth: Infinity, getters: true },
    { depth: Infinity, showProxy: true },
    { compact: false, depth: 8 },
  ]
  return [...ways.map((way) => inspect(value, way)), inspect({ value, again: [value] }), JSON.stringify({ value })].join('\n')
}

describe.each(TYPES)('a socket', (type) => {
  it(`of class ${type.name} shows its secrets to nothing but their names`, async () => {
    await using stage = new Stage('tcp')
    const socket: Socket = stage.make(type as typeof sockets.Push, { socksProxy: '127.0.0.1:1080', ...SECRETS })
    const text = printed(socket)
    for (const secret of Object.values(SECRETS)) {
      expect(text).not.toContain(secret)
      expect(text).not.toContain(inspect(Buffer.from(secret)).slice(8, -1))
    }
    expect({ ...SECRETS }).toEqual({
      socksPassword: socket.socksPassword,
      curveSecretKey: socket.curveSecretKey,
      plainPassword: socket.plainPassword,
    })
  })

  it(`of class ${type.name} has no properties of its own, as in zeromq.js`, async () => {
    await using stage = new Stage('tcp')
    const socket: Socket = stage.make(type)
    const listed: string[] = []
    for (const name in socket) listed.push(name)
    expect([JSON.stringify({ socket }), Object.keys(socket), listed, { ...socket }]).toEqual(['{"socket":{}}', [], [], {}])
    expect(Reflect.ownKeys(socket)).toEqual([])
    expect(inspect(socket)).toBe(`${type.name} { peers: 0, queued: { incoming: 0, outgoing: 0 } }`)
  })
})

it('a socket shows its endpoints, peers, queued and dropped messages', async () => {
  await using stage = new Stage('tcp')
  const router = stage.make(sockets.Router)
  const endpoint = await stage.bind(router)
  await router.bind('inproc://printed')
  const dealer = stage.make(sockets.Dealer)
  await stage.join(dealer, endpoint)
  dealer.connect('tcp://127.0.0.1:1')
  await router.send(['nobody', 'lost'])
  await dealer.send('hello')
  await until(() => router.readable && connections(router) === 1)
  expect(inspect(router, { breakLength: Infinity })).toBe(
    `Router { bound: [ '${endpoint}', 'inproc://printed' ], peers: 1, queued: { incoming: 1, outgoing: 0 }, drops: { unroutable: 1 } }`,
  )
  expect(inspect(dealer, { breakLength: Infinity })).toMatch(
    /^Dealer \{ connected: \[ 'tcp:\/\/127\.0\.0\.1:\d+', 'tcp:\/\/127\.0\.0\.1:1' \], peers: 2, queued: \{ incoming: 0, outgoing: \d \} \}$/,
  )
  expect(inspect({ deep: { down: { there: { it: { is: dealer } } } } }, { depth: 3 })).not.toContain('peers')
  await dealer[Symbol.asyncDispose]()
  expect(inspect(dealer)).toMatch(/^Dealer \{\s+closed: true/)
})

it('a socket of a derived class shows the name of that class', async () => {
  class Telemetry extends sockets.Publisher {}
  await using socket = new Telemetry()
  expect(inspect(socket)).toMatch(/^Telemetry \{/)
})

it('a context shows only the number of its sockets', async () => {
  await using stage = new Stage('tcp')
  stage.make(sockets.Push, SECRETS)
  const { context } = stage
  expect([inspect(context), JSON.stringify({ context }), Object.keys(context), Reflect.ownKeys(context)]).toEqual([
    'Context { sockets: 1 }',
    '{"context":{}}',
    [],
    [],
  ])
  expect(printed(context)).not.toContain('hunter2')
  expect([context.maxSockets, context.ipv6, context.blocky]).toEqual([1023, false, true])
  void context.terminate()
  expect(inspect(context)).toContain('terminated: true')
})

it('a peer, the events of a socket and received messages show no secret', async () => {
  await using stage = new Stage('tcp')
  const server = stage.make(sockets.Pull, { plainServer: true, authenticate: () => ({ userId: 'ada' }) })
  const client = stage.make(sockets.Push, { plainUsername: 'ada', plainPassword: SECRETS.plainPassword })
  client.connect(await stage.bind(server))
  await client.send('hello')
  const received = await server.receiveFrom()
  expect(printed({ received, peers: server.peers, events: [server.events, client.events], client, server })).not.toContain('hunter2')
})

it.each(['NULL', 'PLAIN', 'CURVE'] as const)('the request for authenticate with %s shows no password', async (mechanism) => {
  await using stage = new Stage('tcp')
  const server = sockets.curveKeyPair()
  const [ours, theirs] = {
    NULL: [{}, {}],
    PLAIN: [{ plainServer: true }, { plainUsername: 'ada', plainPassword: SECRETS.plainPassword }],
    CURVE: [
      { curveServer: true, curveSecretKey: server.secretKey },
      { curveServerKey: server.publicKey, curveSecretKey: keys.secretKey },
    ],
  }[mechanism]
  let asked: sockets.AuthenticationRequest | undefined = undefined
  const pull = stage.make(sockets.Pull, { ...ours, authenticate: (request) => (asked = request) !== undefined })
  const push = stage.make(sockets.Push, theirs)
  push.connect(await stage.bind(pull))
  await until(() => connections(pull) === 1)
  const { password, credentials } = asked as unknown as sockets.AuthenticationRequest
  const text = [inspect(asked), JSON.stringify(asked)].join()
  expect(text).toContain(mechanism)
  for (const secret of [SECRETS.plainPassword, keys.secretKey, inspect(Buffer.from(SECRETS.plainPassword)).slice(8, -1)])
    expect(text).not.toContain(secret)
  expect([password, credentials.length]).toEqual(
    mechanism === 'PLAIN' ? [SECRETS.plainPassword, 2] : [undefined, mechanism === 'NULL' ? 0 : 1],
  )
})

it('an error about a secret does not contain it', () => {
  const wrong = {
    socksPassword: [7, { password: 'hunter2' }, 'hunter2'.repeat(40), Buffer.from('hunter2'.repeat(40))],
    plainPassword: [7, ['hunter2'], 'hunter2'.repeat(40)],
    curveSecretKey: ['hunter2', `hunter2${'x'.repeat(34)}`, Buffer.from('hunter2')],
  }
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) {
      const make = (): Socket => new sockets.Push({ [name]: value })
      expect(make).toThrow(name)
      expect(make).not.toThrow(/hunter2/)
    }
  }
})
