/** libzmq's scenarios for SOCKS proxies (its test program socks), and sockets whose proxy fails. */
import { RawListener, SocksServer, type SocksServerOptions, until } from '@tszmq/testkit'
import { Pull, Push, Reply, Request, Subscriber } from '../../src/index.ts'
import type { Event, Socket } from '../../src/index.ts'
import { Stage, take, text } from '../stage.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

async function proxy(options: SocksServerOptions = {}, port = 0): Promise<SocksServer> {
  const server = await SocksServer.listen(options, port)
  open.push(server)
  return server
}

/** Where the test program's names lead. */
const ROUTES = { 'somedomainname.org': '127.0.0.1', '::1': '127.0.0.1' }
const LOGIN = ['someuser', 'somepass'] as const

/** A PUSH that is bound, and how it is called by another host name. */
async function bound(stage: Stage): Promise<{ push: Push; endpoint: string; at: (host: string) => string }> {
  const push = stage.make(Push)
  const endpoint = await stage.bind(push)
  return { push, endpoint, at: (host) => endpoint.replace('127.0.0.1', host) }
}

async function communicate(push: Push, pull: Pull): Promise<void> {
  await push.send('ABC')
  await push.send('DEF')
  expect(await take(pull, 2)).toEqual(['ABC', 'DEF'])
}

/** The next event of that type. */
async function event<T extends Event['type']>(socket: Socket, type: T): Promise<Extract<Event, { type: T }>> {
  for (;;) {
    const next = await socket.events.receive()
    if (next.type === type) return next as Extract<Event, { type: T }>
  }
}

describe('socks', () => {
  it.each([
    ['an address', '127.0.0.1', 1],
    ['a domain name', 'somedomainname.org', 3],
    ['an IPv6 address', '::1', 4],
    ['an IPv6 address in square brackets', '[::1]', 4],
  ])('exchanges messages through a proxy with %s', async (_what, host, type) => {
    await using stage = new Stage('tcp')
    const [server, { push, at }] = [await proxy({ routes: ROUTES }), await bound(stage)]
    const pull = stage.make(Pull, { socksProxy: server.address })
    pull.connect(at(host))
    await communicate(push, pull)
    expect(server.requests).toMatchObject([{ type, host: host.replace(/[[\]]/g, '') }])
    expect(pull.peers[0]?.address).toBe(at(host === '::1' ? '[::1]' : host))
  })

  it('uses no proxy if none is set', async () => {
    await using stage = new Stage('tcp')
    const { push, endpoint } = await bound(stage)
    const pull = stage.make(Pull, { socksProxy: null })
    pull.connect(endpoint)
    await communicate(push, pull)
  })

  it('binds to a source address before it connects to the proxy', async () => {
    await using stage = new Stage('tcp')
    const [server, { push, endpoint }] = [await proxy(), await bound(stage)]
    const pull = stage.make(Pull, { socksProxy: `127.0.0.1:0;${server.address}` })
    pull.connect(endpoint)
    await communicate(push, pull)
  })

  it.each([
    ['', {}, {}],
    [', and log in', { login: LOGIN }, { socksUsername: LOGIN[0], socksPassword: LOGIN[1] }],
  ])('waits for a proxy that starts late%s', async (_and, options, login) => {
    await using stage = new Stage('tcp')
    const finder = await SocksServer.listen()
    const port = Number(finder.address.split(':')[1])
    await finder.close()
    const { push, endpoint } = await bound(stage)
    const pull = stage.make(Pull, { socksProxy: `127.0.0.1:${port}`, reconnectInterval: 1, ...login })
    void pull.events
    pull.connect(endpoint)
    expect((await event(pull, 'close')).error).toMatchObject({ code: 'ECONNREFUSED' })
    const server = await proxy(options, port)
    await communicate(push, pull)
    expect(server.requests.length).toBe(1)
  })

  it.each([
    ['a name and a password', LOGIN, { socksUsername: 'someuser', socksPassword: 'somepass' }],
    ['a name and no password', ['someuser', ''] as const, { socksUsername: 'someuser' }],
    ['a name and null as password', ['someuser', ''] as const, { socksUsername: 'someuser', socksPassword: null }],
    ['a name and an empty password', ['someuser', ''] as const, { socksUsername: 'someuser', socksPassword: '' }],
    ['an empty name', undefined, { socksUsername: '', socksPassword: 'somepass' }],
    ['null as name', undefined, { socksUsername: null, socksPassword: null }],
    ['a name where nobody asks', undefined, { socksUsername: 'someuser', socksPassword: 'somepass' }],
  ])('logs in with %s', async (_what, login, options) => {
    await using stage = new Stage('tcp')
    const [server, { push, endpoint }] = [await proxy(login === undefined ? {} : { login }), await bound(stage)]
    const pull = stage.make(Pull, { socksProxy: server.address, ...options })
    pull.connect(endpoint)
    await communicate(push, pull)
    expect(server.requests[0]?.username).toBe(login?.[0] ?? '')
  })
})

describe('the socks options', () => {
  it('are null at first, keep their values, and are null again', () => {
    const sub = new Subscriber()
    expect([sub.socksProxy, sub.socksUsername, sub.socksPassword]).toEqual([null, null, null])
    sub.socksProxy = 'somehost:1080'
    for (const value of ['', 'some', 'x'.repeat(255)]) {
      sub.socksUsername = value
      sub.socksPassword = value
      expect([sub.socksProxy, sub.socksUsername, sub.socksPassword]).toEqual(['somehost:1080', value, value])
    }
    sub.socksProxy = sub.socksUsername = sub.socksPassword = null
    expect([sub.socksProxy, sub.socksUsername, sub.socksPassword]).toEqual([null, null, null])
    sub.close()
  })

  it.each<[string, object]>([
    ['an empty proxy', { socksProxy: '' }],
    ['a proxy without a port', { socksProxy: 'somehost' }],
    ['a proxy with a scheme', { socksProxy: 'socks5://somehost:1080' }],
    ['a port of 0', { socksProxy: 'somehost:0' }],
    ['a name of 256 bytes', { socksUsername: 'x'.repeat(256) }],
    ['a name of 128 characters and 256 bytes', { socksUsername: 'ü'.repeat(128) }],
    ['a password of 256 bytes', { socksPassword: 'x'.repeat(256) }],
  ])('throw EINVAL for %s', (_what, options) => {
    expect(() => new Subscriber(options)).toThrow(expect.objectContaining({ code: 'EINVAL' }))
  })
})

describe('a socket with a proxy', () => {
  it.each([
    [1, 'ECONNABORTED'],
    [2, 'EACCES'],
    [3, 'ENETUNREACH'],
    [4, 'EHOSTUNREACH'],
    [5, 'ECONNREFUSED'],
    [6, 'ETIMEDOUT'],
    [7, 'ENOTSUP'],
    [8, 'EAFNOSUPPORT'],
  ])('that answers %i emits an event with %s, and tries again', async (refusal, code) => {
    await using stage = new Stage('tcp')
    const server = await proxy({ refusal })
    const pull = stage.make(Pull, { socksProxy: server.address, reconnectInterval: 1 })
    void pull.events
    pull.connect('tcp://somedomainname.org:9')
    const { error, address } = await event(pull, 'close')
    expect([error?.code, address]).toEqual([code, 'tcp://somedomainname.org:9'])
    expect(error?.message).toContain(`the SOCKS proxy ${server.address}`)
    await event(pull, 'connect:retry')
    await until(() => server.requests.length === 2)
  })

  it('that refuses stops, with reconnectStop', async () => {
    await using stage = new Stage('tcp')
    const server = await proxy({ refusal: 5 })
    const push = stage.make(Push, { socksProxy: server.address, reconnectInterval: 1, reconnectStop: 1 })
    push.connect('tcp://127.0.0.1:9')
    await until(() => !push.writable)
    expect(server.requests.length).toBe(1)
  })

  it('that speaks another protocol serves its other peers meanwhile', async () => {
    await using stage = new Stage('tcp')
    const web = await RawListener.bind((peer) => void peer.write(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')))
    open.push(web)
    const [pull, push] = [stage.make(Pull, { socksProxy: `127.0.0.1:${web.port}`, reconnectInterval: 1 }), stage.make(Push)]
    void pull.events
    pull.connect('tcp://127.0.0.1:9')
    await stage.join(push, await stage.bind(pull))
    for (let i = 0; i < 5; i++) expect((await event(pull, 'close')).error?.code).toBe('EPROTO')
    await push.send('still here')
    expect(text(await pull.receive())).toEqual(['still here'])
  })

  it('that never answers can be closed', async () => {
    await using stage = new Stage('tcp')
    const mute = await RawListener.bind()
    open.push(mute)
    const pull = stage.make(Pull, { socksProxy: `127.0.0.1:${mute.port}` })
    pull.connect('tcp://127.0.0.1:9')
    await until(() => mute.peers.length === 1)
    await pull[Symbol.asyncDispose]()
    await mute.peers[0]!.untilClosed()
  })

  it('connects again through it when the connection is lost', async () => {
    await using stage = new Stage('tcp')
    const [server, rep] = [await proxy({ routes: ROUTES, glued: true }), stage.make(Reply)]
    const endpoint = await stage.bind(rep)
    const req = stage.make(Request, { socksProxy: server.address, reconnectInterval: 1 })
    req.connect(endpoint.replace('127.0.0.1', 'somedomainname.org'))
    for (let round = 1; round <= 3; round++) {
      await req.send(`question ${round}`)
      expect(text(await rep.receive())).toEqual([`question ${round}`])
      await rep.send('answer')
      expect(text(await req.receive())).toEqual(['answer'])
      expect(server.requests.length).toBe(round)
      for (const peer of rep.peers) peer.close()
      await until(() => server.requests.length === round + 1)
    }
  })

  it.each(['ipc', 'inproc'] as const)('does not use it over %s, nor for bind', async (transport) => {
    await using stage = new Stage(transport)
    const socksProxy = '127.0.0.1:9'
    const [push, pull] = [stage.make(Push, { socksProxy }), stage.make(Pull, { socksProxy })]
    await stage.meet(push, pull)
    await communicate(push, pull)
    await stage.join(stage.make(Pull), await push.bind('tcp://127.0.0.1:*'))
  })
})
