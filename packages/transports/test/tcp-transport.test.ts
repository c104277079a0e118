/** Tests of tcp beyond the common suite: wildcards, names, address families, source addresses, filters and timeouts. */
import { createServer, Socket, type AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { ConnRecorder } from '@tszmq/testkit'
import {
  TcpTransport,
  type Conn,
  type ConnectOptions,
  type Listener,
  type ListenOptions,
  type Names,
  type TcpOptions,
} from '../src/index.ts'
import { connectOptions, listenOptions } from './real-network.ts'

// Ids of threats: docs/threats.md.

const tcp = new TcpTransport()
const listeners: Listener[] = []
const recorders: ConnRecorder[] = []
const accepted: ConnRecorder[] = []

afterEach(async () => {
  for (const { conn } of [...recorders.splice(0), ...accepted.splice(0)]) conn.destroy()
  for (const listener of listeners.splice(0)) await listener.close()
  jest.restoreAllMocks()
})

async function listen(address: string, changes: Partial<ListenOptions & TcpOptions> = {}, transport = tcp): Promise<Listener> {
  const listener = await transport.listen(address, (conn) => accepted.push(new ConnRecorder(conn)), listenOptions(changes))
  listeners.push(listener)
  return listener
}

async function connect(address: string, changes: Partial<ConnectOptions & TcpOptions> = {}, transport = tcp): Promise<Conn> {
  const recorder = new ConnRecorder(await transport.connect(address, connectOptions(changes)))
  recorders.push(recorder)
  return recorder.conn
}

function portOf({ endpoint }: { endpoint: string }): number {
  return Number(endpoint.slice(endpoint.lastIndexOf(':') + 1))
}

/** Waits until the last accepted connection, which is accepted after its connect has resolved, is there. */
async function lastAccepted(): Promise<ConnRecorder> {
  recorders.at(-1)!.conn.write([Buffer.from('x')])
  while (accepted.length < recorders.length) await new Promise(setImmediate)
  await accepted.at(-1)!.untilBytes(1)
  return accepted.at(-1)!
}

/** A port where no process listens: one that was just closed. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

const hasIpv6 = Object.values(networkInterfaces()).some((own) => own?.some(({ address }) => address === '::1'))
const withIpv6 = (title: string, run: () => Promise<void>): void => {
  if (hasIpv6) return it(title, run)
  it.skip(`${title} (this host has no IPv6)`, run)
}
const loopback = Object.entries(networkInterfaces()).find(([, own]) => own?.some(({ address }) => address === '127.0.0.1'))![0]

describe('binding', () => {
  // libzmq's test_unbind_wildcard and test_last_endpoint: what the wildcard became can be read, reached and bound
  // again.
  it.each(['*:*', '*:0'])('resolves %s to 0.0.0.0 and a port', async (address) => {
    const listener = await listen(address)
    expect(listener.endpoint).toMatch(/^tcp:\/\/0\.0\.0\.0:[1-9]\d*$/)
    await connect(`127.0.0.1:${portOf(listener)}`)
    expect((await lastAccepted()).conn.local).toBe(`tcp://127.0.0.1:${portOf(listener)}`)
  })

  it.each(['127.0.0.1:*', '127.0.0.1:0', '[127.0.0.1]:*'])('resolves %s to a port', async (address) => {
    expect((await listen(address)).endpoint).toMatch(/^tcp:\/\/127\.0\.0\.1:[1-9]\d*$/)
  })

  withIpv6('resolves *:* with ipv6 to [::], where IPv4 peers can connect and keep their IPv4 address', async () => {
    const listener = await listen('*:*', { ipv6: true })
    expect(listener.endpoint).toMatch(/^tcp:\/\/\[::\]:[1-9]\d*$/)
    await connect(`127.0.0.1:${portOf(listener)}`)
    const { conn } = await lastAccepted()
    expect(conn.peerAddress).toBe('127.0.0.1')
    expect(conn.remote).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/)
  })

  withIpv6('binds and connects IPv6', async () => {
    const listener = await listen('[::1]:*', { ipv6: true })
    expect(listener.endpoint).toMatch(/^tcp:\/\/\[::1\]:[1-9]\d*$/)
    const conn = await connect(`[::1]:${portOf(listener)}`, { ipv6: true })
    expect(conn.remote).toBe(listener.endpoint)
    expect(conn.peerAddress).toBe('::1')
  })

  it('rejects an IPv6 address without ipv6: ENODEV for a bind, EINVAL for a connect', async () => {
    await expect(listen('[::1]:*')).rejects.toMatchObject({ code: 'ENODEV' })
    await expect(connect('[::1]:5555')).rejects.toMatchObject({ code: 'EINVAL' })
  })

  it('binds a network interface by its name', async () => {
    expect((await listen(`${loopback}:*`)).endpoint).toMatch(/^tcp:\/\/127\.0\.0\.1:/)
  })

  it('binds a host name, as libzmq 4.3.5 does', async () => {
    expect((await listen('localhost:*')).endpoint).toMatch(/^tcp:\/\/127\.0\.0\.1:/)
  })

  it('rejects with ENODEV for a name that is neither an interface nor a host', async () => {
    const names: Names = { lookup: () => Promise.reject(new Error('no')), addressesOf: () => undefined }
    await expect(listen('nope:*', {}, new TcpTransport({ names }))).rejects.toMatchObject({
      code: 'ENODEV',
      address: 'tcp://nope:*',
    })
  })

  it('rejects with EADDRNOTAVAIL for an address of another host', async () => {
    await expect(listen('8.8.8.8:*')).rejects.toMatchObject({
      code: 'EADDRNOTAVAIL',
      message: 'cannot bind tcp://8.8.8.8:*: the address does not belong to this host',
    })
  })

  it('rejects with EADDRINUSE and the number of the system', async () => {
    const { endpoint } = await listen('127.0.0.1:*')
    await expect(listen(endpoint.slice(6))).rejects.toMatchObject({
      code: 'EADDRINUSE',
      message: `cannot bind ${endpoint}: the address is in use`,
      errno: expect.any(Number),
    })
  })

  it('rejects a malformed accept filter before it binds', async () => {
    await expect(listen('127.0.0.1:*', { acceptFilter: ['0.0.0.0/33'] })).rejects.toMatchObject({ code: 'EINVAL' })
  })

  it('accepts peers that match the accept filter', async () => {
    const listener = await listen('127.0.0.1:*', { acceptFilter: ['10.0.0.0/8', '127.0.0.1/32'] })
    await connect(listener.endpoint.slice(6))
    expect((await lastAccepted()).bytes).toBe(1)
  })

  it('closes peers that do not match the accept filter, before accept is called', async () => {
    const listener = await listen('127.0.0.1:*', { acceptFilter: ['127.0.0.255/32'] })
    await connect(listener.endpoint.slice(6))
    await recorders[0]!.untilClosed()
    expect(accepted).toEqual([])
  })
})

describe('connecting', () => {
  it('uses the given source address and port', async () => {
    const listener = await listen('127.0.0.1:*')
    const source = await closedPort()
    const conn = await connect(`127.0.0.1:${source};${listener.endpoint.slice(6)}`)
    expect(conn.local).toBe(`tcp://127.0.0.1:${source}`)
    expect((await lastAccepted()).conn.remote).toBe(`tcp://127.0.0.1:${source}`)
  })

  it('uses the address of the given network interface', async () => {
    const listener = await listen('127.0.0.1:*')
    const conn = await connect(`${loopback}:0;${listener.endpoint.slice(6)}`)
    expect(conn.local).toMatch(/^tcp:\/\/127\.0\.0\.1:[1-9]\d*$/)
  })

  it('rejects a source that is a host name, without looking it up', async () => {
    const lookup = jest.fn<Promise<string[]>, []>()
    const transport = new TcpTransport({ names: { lookup, addressesOf: () => undefined } })
    await expect(connect('example.org:0;127.0.0.1:5555', {}, transport)).rejects.toMatchObject({ code: 'ENODEV' })
    expect(lookup).not.toHaveBeenCalled()
  })

  it('never connects to itself, although TCP allows it', async () => {
    const port = await closedPort()
    await expect(connect(`127.0.0.1:${port};127.0.0.1:${port}`)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
      message: expect.stringContaining('connected to itself'),
    })
  })

  it('rejects with ETIMEDOUT after connectTimeout', async () => {
    const listener = await listen('127.0.0.1:*')
    const asked: number[] = []
    const timers = {
      after(ms: number, fn: () => void) {
        asked.push(ms)
        void Promise.resolve().then(fn)
        return () => {}
      },
    }
    await expect(connect(listener.endpoint.slice(6), { connectTimeout: 250, timers })).rejects.toMatchObject({
      code: 'ETIMEDOUT',
      message: `cannot connect to ${listener.endpoint}: no answer within 250 ms`,
    })
    expect(asked).toEqual([250])
  })

  it('cancels its timeout once connected or refused', async () => {
    let running = 0
    const timers = {
      after() {
        running++
        return () => void running--
      },
    }
    const listener = await listen('127.0.0.1:*')
    await connect(listener.endpoint.slice(6), { connectTimeout: 60_000, timers })
    await expect(connect(`127.0.0.1:${await closedPort()}`, { connectTimeout: 60_000, timers })).rejects.toThrow()
    expect(running).toBe(0)
  })

  it('turns Nagle off on both sides', async () => {
    const noDelay = jest.spyOn(Socket.prototype, 'setNoDelay')
    const listener = await listen('127.0.0.1:*')
    await connect(listener.endpoint.slice(6))
    await lastAccepted()
    expect(noDelay.mock.calls).toEqual([[true], [true]])
  })

  it.each([
    [{ keepalive: -1 }, []],
    [{ keepalive: 0 }, [[false, 0]]],
    [{ keepalive: 1 }, [[true, 0]]],
    [{ keepalive: 1, keepaliveIdle: 7 }, [[true, 7_000]]],
  ])('sets keepalive as the options %j say', async (options, calls) => {
    const { endpoint } = await listen('127.0.0.1:*')
    const keepAlive = jest.spyOn(Socket.prototype, 'setKeepAlive')
    await connect(endpoint.slice(6), options)
    expect(keepAlive.mock.calls.slice(0, 1)).toEqual(calls)
  })
})

// Threat R19: a name may fail to resolve, change, or have several addresses. Each attempt looks it up again.
describe('names', () => {
  const withLookup = (lookup: Names['lookup']) => new TcpTransport({ names: { lookup, addressesOf: () => undefined } })

  it('are looked up at each attempt', async () => {
    const listener = await listen('127.0.0.1:*')
    const answers = [['127.0.0.9'], ['127.0.0.1']]
    const transport = withLookup(async () => answers.shift()!)
    const address = `moving.test:${portOf(listener)}`
    await expect(connect(address, {}, transport)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    expect((await connect(address, {}, transport)).remote).toBe(listener.endpoint)
  })

  it('that do not resolve reject with EINVAL and the resolver’s error as cause, and may resolve later', async () => {
    const listener = await listen('127.0.0.1:*')
    const failure = Object.assign(new Error('getaddrinfo'), { code: 'EAI_AGAIN' })
    const lookup = jest.fn<Promise<readonly string[]>, []>().mockRejectedValueOnce(failure).mockResolvedValue(['127.0.0.1'])
    const transport = withLookup(lookup)
    const address = `late.test:${portOf(listener)}`
    await expect(connect(address, {}, transport)).rejects.toMatchObject({
      code: 'EINVAL',
      cause: failure,
      message: `cannot connect to tcp://${address}: the name late.test does not resolve (EAI_AGAIN)`,
    })
    await connect(address, {}, transport)
  })

  it('with several addresses are tried in order', async () => {
    const listener = await listen('127.0.0.1:*')
    const transport = withLookup(async () => ['127.0.0.8', '127.0.0.9', '127.0.0.1'])
    expect((await connect(`many.test:${portOf(listener)}`, {}, transport)).remote).toBe(listener.endpoint)
  })

  withIpv6('with both families reach the one that listens', async () => {
    const listener = await listen('127.0.0.1:*')
    const transport = withLookup(async () => ['127.0.0.1', '::1'])
    expect((await connect(`both.test:${portOf(listener)}`, { ipv6: true }, transport)).remote).toBe(listener.endpoint)
  })

  it('ask for IPv4 only unless ipv6 is on', async () => {
    const lookup = jest.fn<Promise<readonly string[]>, unknown[]>().mockRejectedValue(new Error('no'))
    await expect(connect('x.test:5', {}, withLookup(lookup))).rejects.toThrow()
    await expect(connect('x.test:5', { ipv6: true }, withLookup(lookup))).rejects.toThrow()
    expect(lookup.mock.calls).toEqual([
      ['x.test', 4],
      ['x.test', 0],
    ])
  })

  it('can be aborted during their lookup, whose later result is ignored', async () => {
    let answer!: (found: string[]) => void
    const transport = withLookup(() => new Promise((resolve) => (answer = resolve)))
    const abort = new AbortController()
    const attempt = connect('slow.test:5', { signal: abort.signal }, transport)
    abort.abort(new Error('enough'))
    await expect(attempt).rejects.toThrow('enough')
    answer(['127.0.0.1'])
  })

  it('do not go on to the next address after an abort', async () => {
    const abort = new AbortController()
    const listener = await listen('127.0.0.1:*')
    const transport = withLookup(async () => ['127.0.0.1', '127.0.0.1'])
    const dialled: number[] = []
    const timers = {
      after(ms: number) {
        dialled.push(ms)
        void Promise.resolve().then(() => abort.abort(new Error('enough')))
        return () => {}
      },
    }
    const attempt = connect(`x.test:${portOf(listener)}`, { signal: abort.signal, connectTimeout: 1, timers }, transport)
    await expect(attempt).rejects.toThrow('enough')
    expect(dialled).toEqual([1])
  })
})
