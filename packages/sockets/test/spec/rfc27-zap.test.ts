/** RFC 27, ZAP, as sockets use it. The numbers are those of rfc27-clauses.ts. */
import { z85Decode } from '@tszmq/zmtp-codec'
import { until } from '@tszmq/testkit'
import { Dealer, Reply, Router } from '../../src/index.ts'
import type { SocketOptions } from '../../src/index.ts'
import { CLIENT_KEY, CLIENT_OPTIONS, MECHANISMS, SERVER_OPTIONS } from '../security/mechanisms.ts'
import { Stage, connections } from '../stage.ts'

// Ids of threats: docs/threats.md.

const HANDLER = 'inproc://zeromq.zap.01'

type Frames = (string | Uint8Array)[]

/** Binds a handler that gives `answer` to each request, and returns all it received, frame by frame as its socket has it. */
async function handle(stage: Stage, handler: Router | Reply, answer: (request: Buffer[]) => Frames): Promise<Buffer[][]> {
  const received: Buffer[][] = []
  await handler.bind(HANDLER)
  void (async () => {
    for await (const request of handler) {
      received.push(request)
      await handler.send(answer(request))
    }
  })().catch(() => undefined)
  return received
}

/** What a ROUTER answers to let a peer in, with `changed` frames: 0 is the delimiter. */
const granting =
  (changed: Record<number, string> = {}) =>
  ([peer, , , id]: Buffer[]): Frames => {
    const frames = ['', '1.0', id as Buffer, '200', 'OK', 'joe', '']
    return [peer as Buffer, ...frames.map((frame, at) => changed[at] ?? frame)]
  }

/** A guarded server, a client for it, and what became of the client. */
async function knock(stage: Stage, mechanism: (typeof MECHANISMS)[number], options: SocketOptions<Dealer> = { zapDomain: 'test' }) {
  const server = stage.make(Dealer, { ...SERVER_OPTIONS[mechanism], ...options })
  const refused: (string | undefined)[] = []
  for (const type of ['handshake:error:protocol', 'handshake:error:auth', 'handshake:error:other'] as const) {
    server.events.on(type, ({ error }) => refused.push((error as { code?: string }).code))
  }
  const client = stage.make(Dealer, { ...CLIENT_OPTIONS[mechanism], reconnectInterval: -1 })
  client.connect(await stage.bind(server))
  await until(() => connections(server) === 1 || refused.length > 0)
  return { server, refused }
}

describe('RFC 27', () => {
  it.each(MECHANISMS)(
    'a server of %s SHALL send one request for each peer to the ZAP endpoint, and follow the reply (1, 2, 5, 8)',
    async (mechanism) => {
      await using stage = new Stage('tcp')
      const received = await handle(stage, stage.make(Router), granting())
      const { server } = await knock(stage, mechanism)
      expect([received.length, connections(server), server.peers[0]?.userId]).toEqual([1, 1, 'joe'])
    },
  )

  it('a ROUTER SHALL get the routing id of the requester and an empty delimiter (3, 10, 28, 43, 45)', async () => {
    await using stage = new Stage('tcp')
    const received = await handle(stage, stage.make(Router), granting())
    await knock(stage, 'NULL')
    const [peer, delimiter, version] = received[0] as Buffer[]
    expect([(peer as Buffer).length > 0, delimiter?.length, String(version)]).toEqual([true, 0, '1.0'])
  })

  it('a REP SHALL neither receive nor send a delimiter (3, 27, 44)', async () => {
    await using stage = new Stage('tcp')
    const received = await handle(stage, stage.make(Reply), ([, id]) => ['1.0', id as Buffer, '200', 'OK', 'joe', ''])
    const { server } = await knock(stage, 'NULL')
    expect([String(received[0]?.[0]), server.peers[0]?.userId]).toEqual(['1.0', 'joe'])
  })

  it.each<readonly [(typeof MECHANISMS)[number], Uint8Array[]]>([
    ['NULL', []],
    ['PLAIN', [Buffer.from('admin'), Buffer.from('password')]],
    ['CURVE', [Buffer.from(z85Decode(CLIENT_KEY))]],
  ])(
    'a request of %s SHALL have its frames, with the credentials of its mechanism (9, 11, 13, 14, 23, 36, 37, 38, 39, 40, 41)',
    async (mechanism, credentials) => {
      await using stage = new Stage('tcp')
      const received = await handle(stage, stage.make(Router), granting())
      await knock(stage, mechanism, { zapDomain: 'test', routingId: 'BOB' })
      const [version, id, domain, address, identity, name, ...rest] = (received[0] as Buffer[]).slice(2)
      expect([version, domain, address, identity, name].map(String)).toEqual(['1.0', 'test', '127.0.0.1', 'BOB', mechanism])
      expect(id?.length).toBeGreaterThan(0)
      expect(rest).toEqual(credentials)
    },
  )

  it.each(['PLAIN', 'CURVE'] as const)('the domain of a server of %s that has none is empty (12)', async (mechanism) => {
    await using stage = new Stage('tcp')
    const received = await handle(stage, stage.make(Router), granting())
    await knock(stage, mechanism, {})
    expect(received[0]?.[4]).toEqual(Buffer.alloc(0))
  })

  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['[::1]', '::1'],
  ])('the address of a peer from %s SHALL be %s (21)', async (host, expected) => {
    await using stage = new Stage('tcp')
    const received = await handle(stage, stage.make(Router), granting())
    const server = stage.make(Dealer, { zapDomain: 'test', ipv6: true })
    const client = stage.make(Dealer, { ipv6: true })
    client.connect(await server.bind(`tcp://${host}:*`))
    await until(() => connections(server) === 1)
    expect(String(received[0]?.[5])).toBe(expected)
  })

  it('C12: the address of an IPv4 peer of an IPv6 server is its IPv4 address (21)', async () => {
    await using stage = new Stage('tcp')
    const received = await handle(stage, stage.make(Router), granting())
    const server = stage.make(Dealer, { zapDomain: 'test', ipv6: true })
    const endpoint = await server.bind('tcp://[::]:*')
    stage.make(Dealer).connect(`tcp://127.0.0.1:${endpoint.split(':').at(-1) as string}`)
    await until(() => connections(server) === 1)
    expect(String(received[0]?.[5])).toBe('127.0.0.1')
  })

  it('the identity SHALL be binary, of at most 255 octets (22)', async () => {
    await using stage = new Stage('tcp')
    const received = await handle(stage, stage.make(Router), granting())
    const routingId = Buffer.alloc(255, 0xfe)
    await knock(stage, 'NULL', { zapDomain: 'test', routingId: routingId as never })
    expect(received[0]?.[6]).toEqual(routingId)
  })

  it.each<readonly [string, Record<number, string>, string]>([
    ['a delimiter that is not empty', { 0: 'x' }, 'ERR_ZAP_UNSPECIFIED'],
    ['another version', { 1: '1.1' }, 'ERR_ZAP_BAD_VERSION'],
    ['another request id', { 2: 'other' }, 'ERR_ZAP_BAD_REQUEST_ID'],
    ['a status that is none', { 3: '20' }, 'ERR_ZAP_INVALID_STATUS_CODE'],
    ['a user id of 256 octets', { 5: 'x'.repeat(256) }, 'ERR_ZAP_MALFORMED_REPLY'],
    ['metadata that are none', { 6: 'nonsense' }, 'ERR_ZAP_INVALID_METADATA'],
  ])('a reply with %s rejects the peer (16, 17, 18, 19, 20, 25)', async (_what, changed, code) => {
    await using stage = new Stage('tcp')
    await handle(stage, stage.make(Router), granting(changed))
    const { server, refused } = await knock(stage, 'NULL')
    expect([refused, connections(server)]).toEqual([[code], 0])
  })

  it.each([
    ['fewer', -1],
    ['more', 1],
  ])('a reply of %s frames rejects the peer (15)', async (_what, more) => {
    await using stage = new Stage('tcp')
    await handle(stage, stage.make(Router), (request) => [...granting()(request).slice(0, 7), ...Array<string>(1 + more).fill('')])
    const { server, refused } = await knock(stage, 'NULL')
    expect([refused, connections(server)]).toEqual([['ERR_ZAP_MALFORMED_REPLY'], 0])
  })

  it('user id and metadata of a reply SHALL be those of the peer, whatever their case (19, 25)', async () => {
    await using stage = new Stage('tcp')
    await handle(stage, stage.make(Router), granting({ 5: 'a user', 6: '\x05Hello\0\0\0\x05World' }))
    const { server } = await knock(stage, 'NULL')
    expect([server.peers[0]?.userId, server.peers[0]?.properties.get('hello')]).toEqual(['a user', 'World'])
  })

  it('there SHALL be one handler: a second one cannot bind (6)', async () => {
    await using stage = new Stage('tcp')
    await stage.make(Router).bind(HANDLER)
    await expect(stage.make(Reply).bind(HANDLER)).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  it.each([
    ['NULL', 1],
    ['PLAIN', 0],
    ['CURVE', 1],
  ] as const)('a server of %s without a handler decides by itself, and asks one that is bound later (7)', async (mechanism, letIn) => {
    await using stage = new Stage('tcp')
    const { server, refused } = await knock(stage, mechanism)
    expect([connections(server), refused]).toEqual([letIn, letIn === 1 ? [] : ['EFAULT']])
    const received = await handle(stage, stage.make(Router), granting())
    stage.make(Dealer, CLIENT_OPTIONS[mechanism]).connect(server.lastEndpoint as string)
    await until(() => connections(server) === letIn + 1)
    expect(received.length).toBe(1)
  })
})
