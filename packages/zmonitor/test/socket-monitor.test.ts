/** zmq_socket_monitor: event frames over an inproc PAIR, which events, what waits for the reader, and the end. */
import { Pair } from '@tszmq/sockets'
import { MONITOR_EVENTS, parseMonitorEvent, SocketMonitor } from '../src/index.ts'
import type { ParsedMonitorEvent, SocketMonitorOptions } from '../src/index.ts'
import { Staging } from './staging.ts'

const ENDPOINT = 'inproc://monitor'

async function next(pair: Pair): Promise<ParsedMonitorEvent> {
  return parseMonitorEvent(await pair.receive())
}

function reader(stage: Staging, endpoint = ENDPOINT): Pair {
  const pair = stage.make(Pair)
  pair.connect(endpoint)
  return pair
}

describe('a socket monitor', () => {
  it('tells who connects to its endpoint what happens, also what happened before', async () => {
    await using stage = new Staging()
    const server = stage.dealer()
    using monitor = new SocketMonitor(server, ENDPOINT)
    const address = await server.bind('tcp://127.0.0.1:*')
    const pair = reader(stage, monitor.endpoint)
    expect(await next(pair)).toEqual({ name: 'LISTENING', event: 8, value: -1, values: [-1], address })
    await server.unbind(address)
    expect(await next(pair)).toMatchObject({ name: 'CLOSED', address })
    monitor.stop()
    expect(await next(pair)).toEqual({ name: 'MONITOR_STOPPED', event: 0x400, value: 0, values: [0], address: '' })
    expect(monitor.stopped).toBe(true)
  })

  it('tells only what its mask says', async () => {
    await using stage = new Staging()
    const server = stage.dealer()
    using monitor = new SocketMonitor(server, ENDPOINT, { events: MONITOR_EVENTS.CLOSED | MONITOR_EVENTS.DISCONNECTED })
    const pair = reader(stage)
    await server.unbind(await server.bind('tcp://127.0.0.1:*'))
    expect((await next(pair)).name).toBe('CLOSED')
    monitor.stop()
    await expect(pair.receive({ timeout: 0 })).rejects.toMatchObject({ code: 'EAGAIN' })
  })

  it('has as many beside it as are made, each with frames of its version', async () => {
    await using stage = new Staging()
    const server = stage.dealer()
    using _first = new SocketMonitor(server, 'inproc://1')
    using _second = new SocketMonitor(server, 'inproc://2', { version: 2 })
    const address = await server.bind('tcp://127.0.0.1:*')
    expect((await reader(stage, 'inproc://1').receive()).length).toBe(2)
    const frames = await reader(stage, 'inproc://2').receive()
    expect(frames.length).toBe(5)
    expect(parseMonitorEvent(frames)).toEqual({
      name: 'LISTENING',
      event: 8,
      value: -1,
      values: [-1],
      address,
      localAddress: address,
      remoteAddress: '',
    })
  })

  it('stops with its socket, whose end is the last event', async () => {
    await using stage = new Staging()
    const server = stage.dealer()
    const monitor = new SocketMonitor(server, ENDPOINT)
    const pair = reader(stage)
    await server[Symbol.asyncDispose]()
    expect((await next(pair)).name).toBe('MONITOR_STOPPED')
    expect(monitor.stopped).toBe(true)
    monitor.stop()
    // The name is free.
    await stage.make(Pair).bind(ENDPOINT)
  })

  it('is not stopped by the end of its reader, nor of its context', async () => {
    await using stage = new Staging()
    const server = stage.dealer()
    const monitor = new SocketMonitor(server, ENDPOINT)
    await reader(stage)[Symbol.asyncDispose]()
    const address = await server.bind('tcp://127.0.0.1:*')
    const second = reader(stage)
    expect(await next(second)).toMatchObject({ name: 'LISTENING', address })
    void stage.context.terminate()
    monitor.stop()
    expect(monitor.stopped).toBe(true)
  })

  it('keeps the last 10,000 events that nobody reads, and counts the others', async () => {
    await using stage = new Staging()
    const [server, other] = [stage.dealer(), stage.dealer()]
    using monitor = new SocketMonitor(server, ENDPOINT, { events: MONITOR_EVENTS.BIND_FAILED | MONITOR_EVENTS.LISTENING })
    const address = await other.bind('tcp://127.0.0.1:*')
    await server.bind('tcp://127.0.0.1:*')
    for (let i = 0; i < 10_005; i++) await server.bind(address).catch(() => undefined)
    expect(monitor.dropped).toBe(6)
    const pair = reader(stage)
    for (let i = 0; i < 10_000; i++) expect((await next(pair)).name).toBe('BIND_FAILED')
    expect(pair.tryReceive()).toBeUndefined()
  })

  it.each<[string, string, SocketMonitorOptions, string]>([
    ['an endpoint that is not of inproc', 'tcp://127.0.0.1:5555', {}, 'EPROTONOSUPPORT'],
    ['an endpoint without a name', 'inproc://', {}, 'EINVAL'],
    ['a version that is none', ENDPOINT, { version: 3 as 2 }, 'EINVAL'],
    ['a mask that is none', ENDPOINT, { events: Number.NaN }, 'EINVAL'],
    ['a negative mask', ENDPOINT, { events: -1 }, 'EINVAL'],
  ])('refuses %s, and leaves nothing', async (_what, endpoint, options, code) => {
    await using stage = new Staging()
    const server = stage.dealer()
    expect(() => new SocketMonitor(server, endpoint, options)).toThrow(expect.objectContaining({ code }) as Error)
    await stage.make(Pair).bind(ENDPOINT)
  })

  it('refuses an endpoint that is taken, and a socket that is closed', async () => {
    await using stage = new Staging()
    const server = stage.dealer()
    using _monitor = new SocketMonitor(server, ENDPOINT)
    expect(() => new SocketMonitor(server, ENDPOINT)).toThrow(expect.objectContaining({ code: 'EADDRINUSE' }) as Error)
    await server[Symbol.asyncDispose]()
    expect(() => new SocketMonitor(server, 'inproc://other')).toThrow(expect.objectContaining({ code: 'EBADF' }) as Error)
  })
})
