/** How sockets send ZAP requests, and the effect of the replies. Groups have the names of libzmq's test programs. */
import { z85Encode } from '@tszmq/zmtp-codec'
import { RawPeer, until } from '@tszmq/testkit'
import { Dealer, Router } from '../../src/index.ts'
import type { Event, SocketOptions } from '../../src/index.ts'
import { Stage, connections, text } from '../stage.ts'
import { CLIENT_KEY, CLIENT_OPTIONS, MECHANISMS, SERVER_OPTIONS } from './mechanisms.ts'
import { serveZap, verdict } from './zap-handler.ts'
import type { ZapAnswer, ZapRequest } from './zap-handler.ts'

// Ids of threats: docs/threats.md.

interface Pair {
  readonly server: Dealer
  readonly client: Dealer
  readonly endpoint: string
}

/** A server and a client that have not met yet, both watched. */
async function pair(stage: Stage, server: SocketOptions<Dealer>, client: SocketOptions<Dealer>): Promise<Pair> {
  const pair = { server: stage.make(Dealer, server), client: stage.make(Dealer, { reconnectInterval: 1, ...client }) }
  void pair.server.events
  const endpoint = await stage.bind(pair.server)
  return { ...pair, endpoint }
}

/** There and back. */
async function bounce({ server, client }: Pair): Promise<void> {
  await client.send(['ask', ''])
  expect(text(await server.receive())).toEqual(['ask', ''])
  await server.send('answer')
  expect(text(await client.receive())).toEqual(['answer'])
}

/** The next event of a kind that `socket` tells. */
async function next(socket: Dealer, kind: string): Promise<Event & { error?: { code?: string; status?: number } }> {
  for (;;) {
    const event = await socket.events.receive()
    if (event.type.startsWith(kind)) return event
  }
}

describe('security_null', () => {
  it('without a domain the handler is not asked', async () => {
    await using stage = new Stage('tcp')
    const { requests } = await serveZap(stage, (request) => verdict(request, '400'))
    const both = await pair(stage, {}, {})
    both.client.connect(both.endpoint)
    await bounce(both)
    expect(requests).toEqual([])
  })

  const domainTest = (request: ZapRequest): ZapAnswer => verdict(request, request.domain === 'TEST' ? '200' : '400', 'anonymous')

  it('the wrong domain is rejected: nothing is delivered, with an event on both sides', async () => {
    await using stage = new Stage('tcp')
    await serveZap(stage, domainTest)
    const both = await pair(stage, { zapDomain: 'WRONG' }, {})
    void both.client.events
    both.client.connect(both.endpoint)
    await both.client.send('sneaky')
    expect((await next(both.server, 'handshake')).error).toMatchObject({ status: 400, code: 'ERR_ZMTP_REFUSED' })
    expect((await next(both.client, 'handshake')).error).toMatchObject({ status: 400, code: 'ERR_ZMTP_PEER_ERROR' })
    expect([connections(both.server), connections(both.client), both.server.tryReceive()]).toEqual([0, 0, undefined])
  })

  it.each(['REP', 'ROUTER'] as const)('the right domain is admitted by a handler of type %s', async (type) => {
    await using stage = new Stage('tcp')
    const { requests } = await serveZap(stage, domainTest, { type })
    const both = await pair(stage, { zapDomain: 'TEST', routingId: 'IDENT' }, {})
    both.client.connect(both.endpoint)
    await bounce(both)
    expect(requests).toEqual([
      { version: '1.0', id: '1', domain: 'TEST', address: '127.0.0.1', identity: 'IDENT', mechanism: 'NULL', credentials: [] },
    ])
    expect(both.server.peers[0]).toMatchObject({ userId: 'anonymous' })
  })
})

describe('security_null, raw', () => {
  it.each(MECHANISMS)('messages of a peer of ZMTP 1.0 are not delivered by a server of %s that authenticates', async (mechanism) => {
    await using stage = new Stage('tcp')
    const { requests } = await serveZap(stage, (request) => verdict(request, '400'))
    const server = stage.make(Dealer, { ...SERVER_OPTIONS[mechanism], zapDomain: 'WRONG' })
    void server.events
    const peer = await RawPeer.connect(await stage.bind(server))
    await peer.write(Buffer.from('\x01\x00\x08\x00sneaky\x00', 'latin1'))
    expect((await next(server, 'handshake')).error).toMatchObject({ code: 'ERR_ZMTP_VERSION' })
    await peer.untilClosed()
    expect(peer.bytes).toBeLessThanOrEqual(11)
    expect([server.tryReceive(), requests]).toEqual([undefined, []])
  })
})

describe('security_no_zap_handler', () => {
  it.each(['NULL', 'CURVE'] as const)('with a domain and no handler %s peers are admitted', async (mechanism) => {
    await using stage = new Stage('tcp')
    const both = await pair(stage, { ...SERVER_OPTIONS[mechanism], zapDomain: 'TEST' }, CLIENT_OPTIONS[mechanism])
    both.client.connect(both.endpoint)
    await bounce(both)
  })

  it.each(['NULL', 'CURVE'] as const)('with an enforced domain and no handler %s peers are rejected', async (mechanism) => {
    await using stage = new Stage('tcp')
    const options = { ...SERVER_OPTIONS[mechanism], zapDomain: 'TEST', zapEnforceDomain: true }
    const both = await pair(stage, options, CLIENT_OPTIONS[mechanism])
    void both.client.events
    both.client.connect(both.endpoint)
    expect(await next(both.server, 'handshake')).toMatchObject({ type: 'handshake:error:other', error: { code: 'EFAULT' } })
    expect(await next(both.client, 'handshake')).toMatchObject({ type: 'handshake:error:auth', error: { status: 500 } })
  })

  it('without a domain CURVE asks the handler if there is one, unless a domain is enforced', async () => {
    await using stage = new Stage('tcp')
    const { requests } = await serveZap(stage, (request) => verdict(request, '200'))
    for (const zapEnforceDomain of [false, true]) {
      const both = await pair(stage, { ...SERVER_OPTIONS.CURVE, zapEnforceDomain }, CLIENT_OPTIONS.CURVE)
      both.client.connect(both.endpoint)
      await bounce(both)
    }
    expect(requests.length).toBe(1)
  })
})

describe('security_plain', () => {
  const password = (request: ZapRequest): ZapAnswer => {
    const right = request.credentials.map(String).join(' ') === 'admin password'
    return verdict(request, right ? '200' : '400', 'anonymous')
  }

  it.each(['tcp', 'ipc'] as const)('the right name and password are admitted over %s', async (transport) => {
    await using stage = new Stage(transport)
    const { requests } = await serveZap(stage, password)
    const both = await pair(stage, { plainServer: true, routingId: 'IDENT' }, CLIENT_OPTIONS.PLAIN)
    both.client.connect(both.endpoint)
    await bounce(both)
    expect(requests[0]).toMatchObject({ mechanism: 'PLAIN', identity: 'IDENT', address: transport === 'tcp' ? '127.0.0.1' : '' })
    expect([both.server.securityMechanism, both.client.securityMechanism]).toEqual(['plain', 'plain'])
  })

  it('a client that is configured as a server is never admitted, without a ZAP request', async () => {
    await using stage = new Stage('tcp')
    const { requests } = await serveZap(stage, password)
    const both = await pair(stage, { plainServer: true, handshakeInterval: 50 }, { plainServer: true })
    both.client.connect(both.endpoint)
    expect((await next(both.server, 'handshake')).error).toMatchObject({ code: 'ETIMEDOUT' })
    expect(requests).toEqual([])
  })

  it('wrong credentials are rejected, with an event on the client', async () => {
    await using stage = new Stage('tcp')
    await serveZap(stage, password)
    const both = await pair(stage, { plainServer: true }, { plainUsername: 'wronguser', plainPassword: 'wrongpass' })
    void both.client.events
    both.client.connect(both.endpoint)
    expect(await next(both.client, 'handshake')).toMatchObject({ type: 'handshake:error:auth', error: { status: 400 } })
    expect(await next(both.server, 'handshake')).toMatchObject({ type: 'handshake:error:auth', error: { status: 400 } })
  })

  it('without a handler every peer is rejected', async () => {
    await using stage = new Stage('tcp')
    const both = await pair(stage, { plainServer: true }, CLIENT_OPTIONS.PLAIN)
    both.client.connect(both.endpoint)
    expect(await next(both.server, 'handshake')).toMatchObject({ type: 'handshake:error:other', error: { code: 'EFAULT' } })
  })

  it('empty names and passwords are sent as such', async () => {
    await using stage = new Stage('tcp')
    const { requests } = await serveZap(stage, (request) => verdict(request, '200'))
    const both = await pair(stage, { plainServer: true }, { plainUsername: '', plainPassword: '' })
    both.client.connect(both.endpoint)
    await bounce(both)
    expect(requests[0]?.credentials.map(String)).toEqual(['', ''])
  })
})

describe.each(MECHANISMS)('security_zap, %s', (mechanism) => {
  const meet = (stage: Stage): Promise<Pair> => pair(stage, { ...SERVER_OPTIONS[mechanism], zapDomain: 'test' }, CLIENT_OPTIONS[mechanism])

  const wrong: readonly (readonly [string, (request: ZapRequest) => ZapAnswer, string])[] = [
    ['a wrong version', (request) => ['1.1', ...(verdict(request, '200') ?? []).slice(1)], 'ERR_ZAP_BAD_VERSION'],
    ['a wrong request id', (request) => verdict({ ...request, id: '2' }, '200'), 'ERR_ZAP_BAD_REQUEST_ID'],
    ['a status of letters', (request) => verdict(request, 'abc'), 'ERR_ZAP_INVALID_STATUS_CODE'],
    ['a status of two digits', (request) => verdict(request, '20'), 'ERR_ZAP_INVALID_STATUS_CODE'],
    ['a status of four digits', (request) => verdict(request, '2000'), 'ERR_ZAP_INVALID_STATUS_CODE'],
    ['a status of wide digits', (request) => verdict(request, '２00'), 'ERR_ZAP_INVALID_STATUS_CODE'],
    ['a status of 600', (request) => verdict(request, '600'), 'ERR_ZAP_INVALID_STATUS_CODE'],
    ['too many parts', (request) => [...(verdict(request, '200') ?? []), ''], 'ERR_ZAP_MALFORMED_REPLY'],
    ['too few parts', (request) => (verdict(request, '200') ?? []).slice(0, 5), 'ERR_ZAP_MALFORMED_REPLY'],
    ['a user id of 1 MiB', (request) => verdict(request, '200', 'x'.repeat(1 << 20)), 'ERR_ZAP_MALFORMED_REPLY'],
    ['metadata that are none', (request) => verdict(request, '200', '', Buffer.from('nonsense')), 'ERR_ZAP_INVALID_METADATA'],
  ]

  it.each(wrong)('C11, L10: %s in the reply rejects the peer', async (_what, answer, code) => {
    await using stage = new Stage('tcp')
    await serveZap(stage, answer)
    const both = await meet(stage)
    void both.client.events
    both.client.connect(both.endpoint)
    expect(await next(both.server, 'handshake')).toMatchObject({ type: 'handshake:error:protocol', error: { code } })
    expect(await next(both.client, 'handshake')).toMatchObject({ type: 'handshake:error:auth', error: { status: 500 } })
    expect(connections(both.server)).toBe(0)
  })

  it('L10: 300 closes without an ERROR, and the client tries again (RFC 26: 3)', async () => {
    await using stage = new Stage('tcp')
    let asked = 0
    await serveZap(stage, (request) => verdict(request, ++asked < 3 ? '300' : '200'))
    const both = await meet(stage)
    void both.client.events
    both.client.connect(both.endpoint)
    expect(await next(both.server, 'handshake')).toMatchObject({ type: 'handshake:error:auth', error: { status: 300 } })
    expect(await next(both.client, 'handshake')).toMatchObject({ type: 'handshake:error:other' })
    await bounce(both)
    expect(asked).toBe(3)
  })

  it.each(['400', '500'])('L10: %s is sent to the client, and nothing is delivered', async (status) => {
    await using stage = new Stage('tcp')
    await serveZap(stage, (request) => verdict(request, status))
    const both = await meet(stage)
    void both.client.events
    both.client.connect(both.endpoint)
    await both.client.send('sneaky')
    for (const side of [both.server, both.client]) {
      expect(await next(side, 'handshake')).toMatchObject({ type: 'handshake:error:auth', error: { status: Number(status) } })
    }
    expect(both.server.tryReceive()).toBeUndefined()
  })

  it.each(['reads and never answers', 'does not even read'])(
    'C11: a handler that %s rejects the peer at the end of the handshake interval',
    async (what) => {
      await using stage = new Stage('tcp')
      if (what === 'does not even read') await stage.make(Router).bind('inproc://zeromq.zap.01')
      else await serveZap(stage, () => undefined, { type: 'ROUTER' })
      const both = await pair(stage, { ...SERVER_OPTIONS[mechanism], zapDomain: 'test', handshakeInterval: 60 }, CLIENT_OPTIONS[mechanism])
      both.client.connect(both.endpoint)
      expect(await next(both.server, 'handshake')).toMatchObject({ type: 'handshake:error:other', error: { code: 'ETIMEDOUT' } })
      expect(connections(both.server)).toBe(0)
    },
  )

  it('C11: a handler that closes rejects the peer', async () => {
    await using stage = new Stage('tcp')
    const handler = await serveZap(stage, () => undefined, { type: 'ROUTER' })
    const both = await meet(stage)
    both.client.connect(both.endpoint)
    await until(() => handler.requests.length > 0)
    await handler.close()
    expect(await next(both.server, 'handshake')).toMatchObject({ type: 'handshake:error:other', error: { code: 'EPIPE' } })
  })

  it('C11: the second of two replies to one request is ignored', async () => {
    await using stage = new Stage('tcp')
    let asked = 0
    const answer = (request: ZapRequest): ZapAnswer => verdict(request, '200', `user ${++asked}`)
    await serveZap(stage, answer, { type: 'ROUTER', times: 2 })
    const both = await meet(stage)
    both.client.connect(both.endpoint)
    await bounce(both)
    const second = stage.make(Dealer, CLIENT_OPTIONS[mechanism])
    second.connect(both.endpoint)
    await until(() => connections(both.server) === 2)
    expect(both.server.peers.map(({ userId }) => userId)).toEqual(['user 1', 'user 2'])
  })

  it('user id and metadata of the reply become those of the peer and its messages', async () => {
    await using stage = new Stage('tcp')
    const metadata = Buffer.from('\x05Hello\0\0\0\x05World\x03Foo\0\0\0\x03Bar', 'latin1')
    const { requests } = await serveZap(stage, (request) => verdict(request, '200', 'joe', metadata))
    const both = await meet(stage)
    both.client.connect(both.endpoint)
    await both.client.send('ask')
    const { peer } = await both.server.receiveFrom()
    expect([peer.userId, peer.properties.get('hello'), peer.properties.get('foo')]).toEqual(['joe', 'World', 'Bar'])
    const credentials = { NULL: [], PLAIN: ['admin', 'password'], CURVE: [CLIENT_KEY] }[mechanism]
    const seen = requests[0]?.credentials.map((each) => (mechanism === 'CURVE' ? z85Encode(each) : String(each)))
    expect([requests[0]?.mechanism, seen]).toEqual([mechanism, credentials])
  })
})
