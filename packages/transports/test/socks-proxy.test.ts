/** Tests of tcp through a SOCKS5 proxy: the common suite, what the proxy is sent, and hostile proxies. */
import { networkInterfaces } from 'node:os'
import { describeTransport, ConnRecorder, RawListener, SocksServer, type RawPeer, type SocksServerOptions } from '@tszmq/testkit'
import { checkSocksProxy } from '../src/internal.ts'
import { TcpTransport, type Conn, type ConnectOptions, type Listener, type Names, type TcpOptions } from '../src/index.ts'
import { TCP_OPTIONS, connectOptions, listenOptions, realTimers, settle } from './real-network.ts'

const tcp = new TcpTransport()
const open: { close(): Promise<void> }[] = []
const conns: Conn[] = []
afterEach(async () => {
  for (const conn of conns.splice(0)) conn.destroy()
  for (const each of open.splice(0)) await each.close()
})

async function proxy(options: SocksServerOptions = {}, host = '127.0.0.1'): Promise<SocksServer> {
  const server = await SocksServer.listen(options, 0, host)
  open.push(server)
  return server
}

/** A proxy that does only what `accepted` does. */
async function oddProxy(accepted: (peer: RawPeer) => void): Promise<string> {
  const listener = await RawListener.bind(accepted)
  open.push(listener)
  return `127.0.0.1:${listener.port}`
}

/** A proxy that sends one byte of its answer. `asked` resolves with the client that has received it. */
async function muteProxy(): Promise<{ through: string; asked: Promise<RawPeer> }> {
  let resolve!: (peer: RawPeer) => void
  const asked = new Promise<RawPeer>((done) => (resolve = done))
  const through = await oddProxy((peer) => {
    void peer
      .until(() => peer.bytes >= 3)
      .then(() => peer.write(Uint8Array.of(5)))
      .then(() => resolve(peer))
  })
  return { through, asked }
}

/** A listener that says `greeting` to whoever comes. */
async function target(greeting = ''): Promise<Listener & { port: number }> {
  const listener = await tcp.listen(
    '127.0.0.1:*',
    (conn) => {
      conns.push(new ConnRecorder(conn).conn)
      if (greeting !== '') conn.write([Buffer.from(greeting)])
    },
    listenOptions(),
  )
  open.push(listener)
  return Object.assign(listener, { port: Number(listener.endpoint.split(':').at(-1)) })
}

async function connect(
  address: string,
  through: string,
  { username = '', password = '', transport = tcp, ...options }: Partial<ConnectOptions & TcpOptions> & Login = {},
): Promise<ConnRecorder> {
  const socksProxy = { address: through, username, password }
  const conn = await transport.connect(address, connectOptions({ socksProxy, ...options }))
  conns.push(conn)
  return new ConnRecorder(conn)
}

interface Login {
  readonly username?: string
  readonly password?: string
  readonly transport?: TcpTransport
}

const hasIpv6 = Object.values(networkInterfaces()).some((own) => own?.some(({ address }) => address === '::1'))
const withIpv6 = (title: string, run: () => Promise<void>): void => {
  if (hasIpv6) return it(title, run)
  it.skip(`${title} (this host has no IPv6)`, run)
}

let shared: SocksServer
beforeAll(async () => {
  shared = await SocksServer.listen()
})
afterAll(() => shared.close())

class ThroughProxy extends TcpTransport {
  override connect(address: string, options: ConnectOptions & TcpOptions): Promise<Conn> {
    return super.connect(address, { ...options, socksProxy: { address: shared.address, username: '', password: '' } })
  }
}

describeTransport(
  'tcp through a SOCKS proxy',
  () => ({
    transport: new ThroughProxy(),
    freshAddress: () => '127.0.0.1:*',
    malformed: '127.0.0.1',
    options: TCP_OPTIONS,
    timers: realTimers,
    settle,
  }),
  [{ it: 'names both ends of a connection', why: 'the far end sees the proxy' }],
)

describe('a connection through a proxy', () => {
  it('has the requested endpoint as its remote, and no peer address', async () => {
    const [server, listener] = [await proxy({ routes: { 'inside.test': '127.0.0.1' } }), await target()]
    const { conn } = await connect(`Inside.test:${listener.port}`.toLowerCase(), server.address)
    expect(conn.remote).toBe(`tcp://inside.test:${listener.port}`)
    expect([conn.peerAddress, conn.local]).toEqual(['', expect.stringMatching(/^tcp:\/\/127\.0\.0\.1:\d+$/)])
  })

  it.each([
    ['an IPv4 address', '127.0.0.1', 1, '127.0.0.1'],
    ['a name, which is not looked up here', 'inside.test', 3, 'inside.test'],
    ['an IPv6 address in brackets', '[::1]', 4, '::1'],
    ['an IPv6 address without brackets', '::1', 4, '::1'],
  ])('tells it %s', async (_what, host, type, told) => {
    const [server, listener] = [await proxy({ routes: { 'inside.test': '127.0.0.1', '::1': '127.0.0.1' } }), await target('hello')]
    const lookup: Names['lookup'] = () => Promise.reject(new Error('must not be asked'))
    const transport = new TcpTransport({ names: { lookup, addressesOf: () => undefined } })
    const recorder = await connect(`${host}:${listener.port}`, server.address, { transport })
    await recorder.untilBytes(5)
    expect(server.requests).toEqual([{ type, host: told, port: listener.port, username: '' }])
  })

  it('loses no bytes of the peer that arrive with the last answer', async () => {
    const [server, listener] = [await proxy({ glued: true }), await target('hello')]
    const recorder = await connect(`127.0.0.1:${listener.port}`, server.address)
    await recorder.untilBytes(5)
    expect(recorder.received.toString()).toBe('hello')
  })

  it('delivers bytes that arrived with the answer to a handler that starts late, in order, also after an end', async () => {
    const answer = Buffer.from([5, 0, 5, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...Buffer.from('hello ')])
    const through = await oddProxy(
      (peer) =>
        void peer
          .write(answer)
          .then(() => peer.write(Buffer.from('world')))
          .then(() => peer.end()),
    )
    const socksProxy = { address: through, username: '', password: '' }
    const conn = await tcp.connect('127.0.0.1:9', connectOptions({ socksProxy }))
    await settle()
    const recorder = new ConnRecorder(conn)
    expect(recorder.bytes).toBe(0)
    await recorder.untilClosed()
    expect([recorder.received.toString(), recorder.closings]).toEqual(['hello world', [undefined]])
  })

  it('may receive the answers byte by byte', async () => {
    const [server, listener] = [await proxy({ dribbling: true, login: ['me', 'secret'] }), await target('hello')]
    const recorder = await connect(`127.0.0.1:${listener.port}`, server.address, { username: 'me', password: 'secret' })
    await recorder.untilBytes(5)
    expect(server.requests[0]?.username).toBe('me')
  })

  it.each([
    ['a wrong password', { username: 'me', password: 'guess' }],
    ['a wrong name', { username: 'you', password: 'secret' }],
    ['no name', {}],
  ])('is refused with %s: EACCES', async (_what, login) => {
    const server = await proxy({ login: ['me', 'secret'] })
    await expect(connect('127.0.0.1:9', server.address, login)).rejects.toMatchObject({ code: 'EACCES' })
    expect(server.requests).toEqual([])
  })

  it.each([
    ['source', (at: string) => `127.0.0.1:0;${at}`, (at: string) => at],
    ['source of the peer', (at: string) => at, (at: string) => `127.0.0.1:0;${at}`],
  ])('uses the %s address', async (_whose, toProxy, toPeer) => {
    const [server, listener] = [await proxy(), await target('hello')]
    const recorder = await connect(toPeer(`127.0.0.1:${listener.port}`), toProxy(server.address))
    await recorder.untilBytes(5)
    expect(server.requests[0]).toMatchObject({ host: '127.0.0.1', port: listener.port })
  })

  withIpv6('may connect to the proxy by IPv6, if ipv6 is enabled', async () => {
    const [server, listener] = [await proxy({ routes: { '::1': '127.0.0.1' } }, '::1'), await target('hello')]
    expect(server.address).toMatch(/^\[::1\]:\d+$/)
    const recorder = await connect(`127.0.0.1:${listener.port}`, server.address, { ipv6: true })
    await recorder.untilBytes(5)
    await expect(connect(`127.0.0.1:${listener.port}`, server.address)).rejects.toMatchObject({
      code: 'EINVAL',
      message: expect.stringContaining('not enabled'),
    })
  })

  it('looks up the name of the proxy at each attempt, and tries all its addresses', async () => {
    const [server, listener] = [await proxy(), await target('hello')]
    const asked: string[] = []
    const lookup: Names['lookup'] = async (host) => (asked.push(host), ['127.0.0.9', '127.0.0.1'])
    const transport = new TcpTransport({ names: { lookup, addressesOf: () => undefined } })
    const port = server.address.split(':')[1]
    for (let i = 0; i < 2; i++) await connect(`127.0.0.1:${listener.port}`, `proxy.test:${port}`, { transport })
    expect([asked, server.accepted]).toEqual([['proxy.test', 'proxy.test'], 2])
  })
})

describe('a proxy', () => {
  it('that does not listen is ECONNREFUSED, with its address', async () => {
    const server = await SocksServer.listen()
    const { address } = server
    await server.close()
    await expect(connect('10.0.0.1:9', address)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
      address: 'tcp://10.0.0.1:9',
      message: `cannot reach the SOCKS proxy ${address} for tcp://10.0.0.1:9: no process is listening there`,
    })
  })

  it('that cannot reach the target gives the reason', async () => {
    const [server, gone] = [await proxy(), await target()]
    await gone.close()
    await expect(connect(`127.0.0.1:${gone.port}`, server.address)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
      message: `cannot connect to ${gone.endpoint}: the SOCKS proxy ${server.address} was refused: no process is listening there`,
    })
    await expect(connect('nowhere.test:9', server.address)).rejects.toMatchObject({ code: 'EHOSTUNREACH' })
  })

  it.each([
    ['speaks HTTP', 'EPROTO', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['sends a flood of nonsense', 'EPROTO', 'x'.repeat(1_000_000)],
  ])('that %s is disconnected: %s', async (_what, code, words) => {
    const peers: RawPeer[] = []
    const through = await oddProxy((peer) => void (peers.push(peer), peer.write(Buffer.from(words))))
    await expect(connect('127.0.0.1:9', through)).rejects.toMatchObject({ code })
    await peers[0]!.untilClosed()
  })

  it.each([
    ['at once', []],
    ['in the middle of its first answer', [5]],
    ['after its first answer', [5, 0]],
    ['in the middle of its last answer', [5, 0, 5, 0, 0, 1, 127]],
  ])('that closes %s is ECONNRESET', async (_when, words) => {
    const through = await oddProxy((peer) => void peer.write(Uint8Array.from(words)).then(() => peer.end()))
    await expect(connect('127.0.0.1:9', through)).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  it('that resets the connection is ECONNRESET', async () => {
    const through = await oddProxy((peer) => void peer.until(() => peer.bytes > 0).then(() => peer.reset()))
    await expect(connect('127.0.0.1:9', through)).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  /** Timers that the test fires by hand. */
  function manualTimers(): { asked: number[]; running: Set<() => void>; after(ms: number, fn: () => void): () => void } {
    const [asked, running] = [[] as number[], new Set<() => void>()]
    return {
      asked,
      running,
      after(ms, fn) {
        asked.push(ms)
        running.add(fn)
        return () => running.delete(fn)
      },
    }
  }

  it.each([
    ['connectTimeout', 250, 250],
    ['its own, without a connectTimeout', 0, 120_000],
  ])('that never finishes is left after a time limit: %s', async (_which, connectTimeout, limit) => {
    const timers = manualTimers()
    const { through, asked } = await muteProxy()
    const attempt = connect('127.0.0.1:9', through, { connectTimeout, timers })
    attempt.catch(() => undefined)
    const peer = await asked
    expect(timers.asked).toEqual([limit])
    for (const end of timers.running) end()
    await expect(attempt).rejects.toMatchObject({ code: 'ETIMEDOUT', message: expect.stringContaining(`within ${limit} ms`) })
    await peer.untilClosed()
    expect(timers.running.size).toBe(0)
  })

  it('has no time limit once it has connected', async () => {
    const [server, listener, timers] = [await proxy(), await target('hello'), manualTimers()]
    await connect(`127.0.0.1:${listener.port}`, server.address, { timers })
    expect(timers.running.size).toBe(0)
  })

  it('is left when the attempt is aborted during the negotiation', async () => {
    const { through, asked } = await muteProxy()
    const abort = new AbortController()
    const attempt = connect('127.0.0.1:9', through, { signal: abort.signal })
    attempt.catch(() => undefined)
    const peer = await asked
    abort.abort(new Error('enough'))
    await peer.untilClosed()
    await expect(attempt).rejects.toThrow('enough')
  })
})

describe('the address of a proxy', () => {
  it.each(['somehost:1080', '127.0.0.1:1080', '[::1]:1080', '::1:1080', '127.0.0.1:0;somehost:1080'])('may be %s', (address) => {
    expect(() => checkSocksProxy(address)).not.toThrow()
  })

  it.each([
    '',
    'somehost',
    'somehost:',
    ':1080',
    'somehost:0',
    'somehost:65536',
    '*:1080',
    'socks5://somehost:1080',
    '[::1:1080',
    'some host:1080',
  ])('cannot be %j: EINVAL', async (address) => {
    expect(() => checkSocksProxy(address)).toThrow(expect.objectContaining({ code: 'EINVAL' }))
    await expect(connect('127.0.0.1:9', address)).rejects.toMatchObject({ code: 'EINVAL' })
  })
})
