/** The `authenticate` callback: its requests, and the effect of its answers. */
import { freshRuntime, until } from '@tszmq/testkit'
import { Dealer, Stream, curveKeyPair } from '../../src/index.ts'
import type { AuthenticationRequest, SocketOptions } from '../../src/index.ts'
import { Stage, connections, events, text } from '../stage.ts'
import { CLIENT_KEY, CLIENT_OPTIONS, MECHANISMS, SERVER_OPTIONS } from './mechanisms.ts'
import { serveZap, verdict } from './zap-handler.ts'

// Ids of threats: docs/threats.md.

type Answer = NonNullable<SocketOptions<Dealer>['authenticate']>

async function meet(stage: Stage, mechanism: (typeof MECHANISMS)[number], authenticate: Answer, more: SocketOptions<Dealer> = {}) {
  const server = stage.make(Dealer, { ...SERVER_OPTIONS[mechanism], authenticate, ...more })
  const client = stage.make(Dealer, { ...CLIENT_OPTIONS[mechanism], reconnectInterval: 1 })
  void [server.events, client.events]
  const endpoint = await stage.bind(server)
  client.connect(endpoint)
  return { server, client, endpoint }
}

/** The first event of a handshake that has ended one way or the other. */
async function outcome(socket: Dealer): Promise<{ type: string; error?: { code?: string; status?: number } }> {
  for (;;) {
    const event = await socket.events.receive()
    if (event.type.startsWith('handshake')) return event as never
  }
}

describe.each(MECHANISMS)('authenticate with %s', (mechanism) => {
  it('L10: gets the request of the peer, and true admits it', async () => {
    await using stage = new Stage('tcp')
    const asked: AuthenticationRequest[] = []
    const { client, server, endpoint } = await meet(stage, mechanism, (request) => asked.push(request) > 0, { zapDomain: 'here' })
    await client.send('hello')
    expect(text(await server.receive())).toEqual(['hello'])
    const who = { NULL: {}, PLAIN: { username: 'admin', password: 'password' }, CURVE: { publicKey: CLIENT_KEY } }[mechanism]
    // A password is not enumerable.
    expect(asked).toMatchObject([{ mechanism, domain: 'here', address: '127.0.0.1', endpoint, credentials: asked[0]?.credentials, ...who }])
  })

  it('L10: may be asynchronous, and set the user id of the peer', async () => {
    await using stage = new Stage('tcp')
    const { client, server } = await meet(stage, mechanism, async () => {
      await new Promise((resolve) => setImmediate(resolve))
      return { userId: 'joe', metadata: { Role: 'worker' } }
    })
    await client.send('hello')
    const { peer } = await server.receiveFrom()
    expect([peer.userId, peer.properties.get('role')]).toEqual(['joe', 'worker'])
  })

  it.each([
    ['false', () => false, 400],
    ['a status of 400', () => ({ status: 400 as const }), 400],
    ['a status of 500', () => ({ status: 500 as const }), 500],
    ['a promise of false', () => Promise.resolve(false), 400],
    ['a promise of a status of 500', () => Promise.resolve({ status: 500 as const }), 500],
  ])('L10: %s rejects the peer, with an event on both sides', async (_what, answer, status) => {
    await using stage = new Stage('tcp')
    const { client, server } = await meet(stage, mechanism, answer)
    for (const side of [server, client]) {
      expect(await outcome(side)).toMatchObject({ type: 'handshake:error:auth', error: { status } })
    }
  })

  it.each<readonly [string, Answer, string]>([
    [
      'throws',
      () => {
        throw new Error('no database')
      },
      'EFAULT',
    ],
    ['rejects', () => Promise.reject(new Error('no database')), 'EFAULT'],
    [
      'throws a string',
      () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- what JavaScript allows
        throw 'no database'
      },
      'EFAULT',
    ],
    [
      'rejects with an error of the system',
      () => Promise.reject(Object.assign(new Error('no entry'), { code: 'ENOENT', errno: -2 })),
      'ENOENT',
    ],
    ['answers with a number', () => 1 as never, 'EINVAL'],
    ['answers with null', () => null as never, 'EINVAL'],
    ['answers with a status of 201', () => ({ status: 201 }) as never, 'EINVAL'],
    ['answers with a user id of 256 bytes', () => ({ userId: 'x'.repeat(256) }), 'EINVAL'],
    ['answers with metadata that are no text', () => ({ metadata: { a: 1 } }) as never, 'EINVAL'],
    ['answers with {}', () => ({}) as never, 'EINVAL'],
    ['answers with []', () => [] as never, 'EINVAL'],
    ['answers with { ok: false }', () => ({ ok: false }) as never, 'EINVAL'],
    ['answers with { statusCode: 400 }', () => ({ statusCode: 400 }) as never, 'EINVAL'],
    ['answers with new Error()', () => new Error('denied') as never, 'EINVAL'],
    ['answers with a promise of new Error()', () => Promise.resolve(new Error('denied') as never), 'EINVAL'],
    ['answers with a userId that was not found', () => ({ userId: new Map<string, string>().get('ada') }) as never, 'EINVAL'],
    ['answers with undefined, where there is no handler', () => undefined, 'EFAULT'],
    ['answers with a promise of undefined, where there is no handler', () => Promise.resolve(undefined), 'EFAULT'],
    [
      'forgets to answer about strangers',
      ({ username, publicKey }) => {
        if (username === 'ada' || publicKey === 'known') return true
      },
      'EFAULT',
    ],
  ])('rejects the peer if it %s, and its error is in an event', async (_what, answer, code) => {
    await using stage = new Stage('tcp', { warnings: false })
    const { client, server } = await meet(stage, mechanism, answer)
    const { type, error } = await outcome(server)
    expect(type).toBe('handshake:error:other')
    expect(error).toMatchObject({ code, errno: expect.any(Number) as number })
    expect(await outcome(client)).toMatchObject({ type: 'handshake:error:auth', error: { status: 500 } })
  })

  it('rejects the peer at the end of the handshake interval if it never answers', async () => {
    await using stage = new Stage('tcp')
    const { server } = await meet(stage, mechanism, () => new Promise(() => undefined), { handshakeInterval: 60 })
    expect(await outcome(server)).toMatchObject({ type: 'handshake:error:other', error: { code: 'ETIMEDOUT' } })
    expect(connections(server)).toBe(0)
  })

  it('undefined leaves the decision to ZAP', async () => {
    await using stage = new Stage('tcp')
    const { requests } = await serveZap(stage, (request) => verdict(request, '200', 'by zap'))
    const { server } = await meet(stage, mechanism, () => undefined, { zapDomain: 'here' })
    await until(() => connections(server) === 1)
    expect([requests.length, server.peers[0]?.userId]).toEqual([1, 'by zap'])
  })

  it('undefined asks the handler even where the rules of libzmq would not: without a domain', async () => {
    await using stage = new Stage('tcp')
    const { requests } = await serveZap(stage, (request) => verdict(request, '400'))
    const { server, client } = await meet(stage, mechanism, () => undefined, { zapEnforceDomain: true })
    for (const side of [server, client]) expect(await outcome(side)).toMatchObject({ type: 'handshake:error:auth', error: { status: 400 } })
    expect(requests.length).toBeGreaterThan(0)
  })

  it('is called for the next peer if it is set after bind()', async () => {
    await using stage = new Stage('tcp')
    const server = stage.make(Dealer, { ...SERVER_OPTIONS[mechanism], authenticate: () => true })
    const endpoint = await stage.bind(server)
    await stage.join(stage.make(Dealer, CLIENT_OPTIONS[mechanism]), endpoint)
    server.authenticate = () => false
    const late = stage.make(Dealer, { ...CLIENT_OPTIONS[mechanism], reconnectInterval: 1 })
    void late.events
    late.connect(endpoint)
    expect(await outcome(late)).toMatchObject({ type: 'handshake:error:auth', error: { status: 400 } })
    expect(connections(server)).toBe(1)
  })

  it('still guards the endpoint after it was set to null', async () => {
    await using stage = new Stage('tcp')
    const server = stage.make(Dealer, { ...SERVER_OPTIONS[mechanism], authenticate: () => false })
    const endpoint = await stage.bind(server)
    server.authenticate = null
    const client = stage.make(Dealer, { ...CLIENT_OPTIONS[mechanism], reconnectInterval: 1 })
    void client.events
    client.connect(endpoint)
    expect(await outcome(client)).toMatchObject({ type: 'handshake:error:auth', error: { status: 400 } })
  })

  it('an answer does not ask the ZAP handler', async () => {
    await using stage = new Stage('tcp')
    const { requests } = await serveZap(stage, (request) => verdict(request, '400'))
    const { server } = await meet(stage, mechanism, () => true, { zapDomain: 'here' })
    await until(() => connections(server) === 1)
    expect(requests).toEqual([])
  })
})

it('a server without a mechanism calls an authenticate that is set after bind()', async () => {
  await using stage = new Stage('tcp')
  const server = stage.make(Dealer)
  const endpoint = await stage.bind(server)
  server.authenticate = () => false
  const client = stage.make(Dealer)
  void client.events
  client.connect(endpoint)
  expect(await outcome(client)).toMatchObject({ type: 'handshake:error:auth', error: { status: 400 } })
})

it.each<readonly [string, Answer, string]>([
  [
    'throws',
    () => {
      throw new Error('no database')
    },
    'no database',
  ],
  ['answers with {}', () => ({}) as never, 'not an answer'],
  ['answers with undefined', () => undefined, 'no ZAP handler'],
])('an authenticate that %s prints one warning for its endpoint', async (_what, answer, reason) => {
  await using stage = new Stage('tcp', { runtime: freshRuntime() })
  const warn = jest.spyOn(process, 'emitWarning').mockImplementation()
  try {
    const { server, endpoint } = await meet(stage, 'NULL', answer)
    for (let i = 0; i < 3; i++) expect((await outcome(server)).type).toBe('handshake:error:other')
    expect(warn.mock.calls).toEqual([[expect.stringContaining(reason), { type: 'ZmqWarning', code: 'ZMQ_AUTHENTICATE' }]])
    expect(warn.mock.calls[0]![0]).toContain(endpoint)
  } finally {
    warn.mockRestore()
  }
})

it.each<readonly [string, SocketOptions<Stream>]>([
  ['an authenticate', { authenticate: () => false }],
  ['a zapDomain', { zapDomain: 'here' }],
  ['PLAIN', { plainServer: true }],
  ['CURVE', { curveServer: true, curveSecretKey: curveKeyPair().secretKey }],
  ['a choice of mechanisms', { securityMechanisms: ['plain', 'null'] }],
])('a STREAM with %s cannot be bound or connected, since it could not reject peers', async (_what, options) => {
  await using stage = new Stage('tcp')
  const stream = stage.make(Stream, options)
  await expect(stream.bind('tcp://127.0.0.1:*')).rejects.toMatchObject({ code: 'ENOTSUP' })
  expect(() => stream.connect('tcp://127.0.0.1:1')).toThrow(expect.objectContaining({ code: 'ENOTSUP' }))
})

it('a STREAM that is bound already throws for authenticate, and continues', async () => {
  await using stage = new Stage('tcp')
  const stream = stage.make(Stream)
  await stage.bind(stream)
  expect(() => (stream.authenticate = () => true)).toThrow(expect.objectContaining({ code: 'ENOTSUP' }))
  stream.authenticate = null
  expect(stream.authenticate).toBeNull()
})

describe('rejected credentials', () => {
  it.each(['PLAIN', 'CURVE'] as const)(
    'of %s are tried again with growing waits, since the server may accept them later (RFC 26: 5)',
    async (mechanism) => {
      await using stage = new Stage('tcp')
      let asked = 0
      const { client, server } = await meet(stage, mechanism, () => ++asked > 4)
      const waits: number[] = []
      while (connections(server) === 0) {
        const event = await client.events.receive()
        if (event.type === 'connect:retry') waits.push(event.interval)
        if (event.type === 'handshake') break
      }
      expect(waits.length).toBe(4)
      expect(waits[3]).toBeGreaterThan(waits[0] as number)
    },
  )

  it.each(['PLAIN', 'CURVE'] as const)(
    'of %s are not tried again with stopWhenRefused: connect:stop is emitted, and the endpoint may be connected again (RFC 26: 5)',
    async (mechanism) => {
      await using stage = new Stage('tcp')
      let right = false
      const server = stage.make(Dealer, { ...SERVER_OPTIONS[mechanism], authenticate: () => right })
      const client = stage.make(Dealer, { ...CLIENT_OPTIONS[mechanism], stopWhenRefused: true, reconnectInterval: 1 })
      void client.events
      const endpoint = await stage.bind(server)
      client.connect(endpoint)
      const told = await events(client, 4)
      expect(told).toEqual(['connect:delay', 'connect', 'handshake:error:auth', 'connect:stop'])
      expect(client.peers).toEqual([])
      right = true
      client.connect(endpoint)
      await client.send('in')
      expect(text(await server.receive())).toEqual(['in'])
    },
  )

  it('print a warning if the program does not listen', async () => {
    await using stage = new Stage('tcp', { runtime: freshRuntime() })
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation()
    try {
      const server = stage.make(Dealer, { plainServer: true, authenticate: () => false })
      const endpoint = await stage.bind(server)
      stage.make(Dealer, CLIENT_OPTIONS.PLAIN).connect(endpoint)
      await until(() => warn.mock.calls.length > 0)
      expect(warn.mock.calls[0]).toEqual([expect.stringContaining(endpoint), { type: 'ZmqWarning', code: 'ZMQ_REFUSED' }])
    } finally {
      warn.mockRestore()
    }
  })
})
