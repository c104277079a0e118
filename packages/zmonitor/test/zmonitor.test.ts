/** The monitor actor: what it tells, its commands by frames and typed, what it refuses, and its end. */
import { constants } from 'node:os'
import { Context, Dealer } from '@tszmq/sockets'
import { ManualRuntime, turn, until } from '@tszmq/testkit'
import { Zactor } from '@tszmq/zactor'
import { SocketMonitor, Zmonitor, zmonitor } from '../src/index.ts'
import type { MonitorEvent, ZmonitorArgs, ZmonitorCommands } from '../src/index.ts'
import { connections, Staging } from './staging.ts'

const quiet = {}

async function all(monitor: Zmonitor): Promise<MonitorEvent[]> {
  const events: MonitorEvent[] = []
  for await (const event of monitor) events.push(event)
  return events
}

const started = (args: ZmonitorArgs) =>
  Zactor.start<ZmonitorCommands, ZmonitorArgs>(zmonitor, { log: quiet, ...args }, { context: args.socket.context })

describe('a monitor', () => {
  it('tells the whole life of a socket, and ends with it', async () => {
    await using stage = new Staging()
    const [server, client] = [stage.dealer(), stage.dealer({ reconnectInterval: -1 })]
    const lives = [await Zmonitor.start(server), await Zmonitor.start(client)].map(all)
    const address = await server.bind('tcp://127.0.0.1:*')
    client.connect(address)
    await until(() => connections(server) === 1 && connections(client) === 1)
    await server[Symbol.asyncDispose]()
    await until(() => client.peers.length === 0)
    client.close()
    const stopped = { name: 'MONITOR_STOPPED', value: 0, address: '' }
    expect(await Promise.all(lives)).toEqual([
      [
        { name: 'LISTENING', value: -1, address },
        { name: 'ACCEPTED', value: -1, address },
        { name: 'HANDSHAKE_SUCCEEDED', value: 0, address },
        { name: 'DISCONNECTED', value: -1, address },
        { name: 'CLOSED', value: -1, address },
        stopped,
      ],
      [
        { name: 'CONNECT_DELAYED', value: constants.errno.EINPROGRESS, address },
        { name: 'CONNECTED', value: -1, address },
        { name: 'HANDSHAKE_SUCCEEDED', value: 0, address },
        { name: 'DISCONNECTED', value: -1, address },
        stopped,
      ],
    ])
  })

  it('tells only what is listened to, and more when that is asked for', async () => {
    await using stage = new Staging()
    const server = stage.dealer()
    await using monitor = await Zmonitor.start(server, { listen: ['CLOSED', 'MONITOR_STOPPED'] })
    const address = await server.bind('tcp://127.0.0.1:*')
    await server.unbind(address)
    await monitor.listen('LISTENING', 'BIND_FAILED')
    await turn()
    await server.bind(address)
    const seen = [await monitor.receive(), await monitor.receive()]
    expect(seen.map(({ name }) => name)).toEqual(['CLOSED', 'LISTENING'])
  })

  it('gives the errno of what failed, and the wait before the next attempt', async () => {
    await using stage = new Staging()
    const [server, other, client] = [stage.dealer(), stage.dealer(), stage.dealer({ reconnectInterval: 5 })]
    const address = await server.bind('tcp://127.0.0.1:*')
    await using failing = await Zmonitor.start(other)
    await expect(other.bind(address)).rejects.toMatchObject({ code: 'EADDRINUSE' })
    expect(await failing.receive()).toEqual({ name: 'BIND_FAILED', value: constants.errno.EADDRINUSE, address })
    await server.unbind(address)
    await using retrying = await Zmonitor.start(client, { listen: ['CLOSED', 'CONNECT_RETRIED'] })
    client.connect(address)
    expect(await retrying.receive()).toEqual({ name: 'CLOSED', value: -1, address })
    const { name, value } = await retrying.receive()
    expect(name).toBe('CONNECT_RETRIED')
    expect(value).toBeGreaterThanOrEqual(5)
    expect(value).toBeLessThanOrEqual(10)
  })

  it.each(['nothing', 'listening', 'reading'])('leaves the events of the socket to the program, which does %s', async (what) => {
    await using stage = new Staging()
    const server = stage.dealer()
    await using first = await Zmonitor.start(server, { listen: ['LISTENING'] })
    await using second = await Zmonitor.start(server, { listen: ['LISTENING'] })
    const seen: string[] = []
    if (what === 'listening') server.events.on('bind', ({ type }) => seen.push(type))
    const reading = what === 'reading' ? server.events.receive() : undefined
    await server.bind('tcp://127.0.0.1:*')
    expect([(await first.receive()).name, (await second.receive()).name]).toEqual(['LISTENING', 'LISTENING'])
    await turn()
    if (reading !== undefined) seen.push((await reading).type)
    expect(seen).toEqual(what === 'nothing' ? [] : ['bind'])
  })

  it('counts what nobody reads, and the socket goes on', async () => {
    await using stage = new Staging()
    const server = stage.dealer()
    await using monitor = await Zmonitor.start(server, { listen: ['BIND_FAILED'] })
    const other = stage.dealer()
    const address = await other.bind('tcp://127.0.0.1:*')
    for (let i = 0; i < 2500; i++) await server.bind(address).catch(() => undefined)
    expect(monitor.drops.unread).toBeGreaterThan(0)
    for (let i = monitor.drops.unread; i < 2500; i++) expect((await monitor.receive()).name).toBe('BIND_FAILED')
    await expect(monitor.receive({ timeout: 0 })).rejects.toMatchObject({ code: 'EAGAIN' })
  })
})

describe("CZMQ's commands", () => {
  it('are taken as frames: only START is answered, and an event is a name, a value and an address', async () => {
    await using stage = new Staging()
    const server = stage.dealer()
    await using actor = await started({ socket: server })
    await actor.send(['VERBOSE'])
    await actor.send(['LISTEN', 'LISTENING', 'ACCEPTED'])
    await actor.send(['LISTEN', 'CLOSED'])
    await actor.send('START')
    expect(await actor.wait()).toBe(0)
    await expect(actor.wait({ timeout: 0 })).rejects.toMatchObject({ code: 'EAGAIN' })
    const address = await server.bind('tcp://127.0.0.1:*')
    await server.unbind(address)
    expect((await actor.receive()).map(String)).toEqual(['LISTENING', '-1', address])
    expect((await actor.receive()).map(String)).toEqual(['CLOSED', '-1', address])
  })

  it('tell nothing before START', async () => {
    await using stage = new Staging()
    const server = stage.dealer()
    await using actor = await started({ socket: server })
    await actor.send(['LISTEN', 'ALL'])
    const address = await server.bind('tcp://127.0.0.1:*')
    await actor.command(['START'])
    await server.unbind(address)
    expect(String((await actor.receive())[0])).toBe('CLOSED')
  })

  it('are told to the log after VERBOSE, and so is each event', async () => {
    await using stage = new Staging()
    const server = stage.dealer()
    const lines: string[] = []
    const log = { info: (line: string) => lines.push(line), warn: (line: string) => lines.push(line) }
    await using monitor = await Zmonitor.start(server, { log, listen: ['LISTENING'] })
    await monitor.verbose()
    await monitor.listen('CLOSED')
    await turn()
    const address = await server.bind('tcp://127.0.0.1:*')
    expect(lines).toEqual(['zmonitor: API command="LISTEN"', `zmonitor: LISTENING - ${address}`])
  })

  it('with a mistake are refused: an event that is none by the next START, and nothing of its LISTEN counts', async () => {
    await using stage = new Staging()
    const server = stage.dealer()
    const lines: string[] = []
    await using actor = await started({ socket: server, log: { info: () => undefined, warn: (line) => lines.push(line) } })
    await actor.send(['LISTEN', 'CLOSED'])
    await actor.send(['LISTEN', 'LISTENING', 'constructor'])
    const refusal = { code: 'EINVAL', message: 'a monitor has no event "constructor"' }
    await expect(actor.command(['START'])).rejects.toMatchObject(refusal)
    expect(lines).toEqual([`zmonitor: LISTEN: ${refusal.message}`])
    await actor.command(['START'])
    await server.unbind(await server.bind('tcp://127.0.0.1:*'))
    expect(String((await actor.receive())[0])).toBe('CLOSED')
  })

  it('are refused if they start a monitor twice', async () => {
    await using stage = new Staging()
    await using actor = await started({ socket: stage.dealer() })
    await actor.command(['START'])
    await expect(actor.command(['START'])).rejects.toMatchObject({ code: 'EBUSY' })
  })

  it('are refused before they are sent where they are typed', async () => {
    await using stage = new Staging()
    const server = stage.dealer()
    await expect(Zmonitor.start(server, { listen: ['NOTHING' as 'ALL'] })).rejects.toMatchObject({ code: 'EINVAL' })
    await using monitor = await Zmonitor.start(server)
    await expect(monitor.listen('NOTHING' as 'ALL')).rejects.toMatchObject({ code: 'EINVAL' })
  })
})

it.each([
  [undefined, 'a monitor is started with a socket, not with none'],
  [{}, 'a monitor is started with a socket, not with something else'],
  ['tcp://127.0.0.1:1', 'a monitor is started with a socket, not with something else'],
])('a monitor of %j does not start', async (socket, message) => {
  const none = socket as unknown as Dealer
  await expect(Zmonitor.start(none)).rejects.toThrow(new TypeError(message))
  for (const args of [{ socket: none }, ...(socket === undefined ? [undefined] : [])]) {
    await expect(Zactor.start(zmonitor, args as ZmonitorArgs)).rejects.toMatchObject({ code: 'ERR_ZACTOR_REFUSED', message })
  }
})

describe('the end of a monitor', () => {
  it('is not waited for by the process, whatever is unread', async () => {
    const runtime = new ManualRuntime()
    const hold = runtime.hold.bind(runtime)
    let held = 0
    runtime.hold = () => {
      const release = hold()
      let once = 1
      held++
      return () => {
        held -= once
        once = 0
        release()
      }
    }
    const context = new Context({ runtime, blocky: false })
    const server = new Dealer({ context })
    const monitor = await Zmonitor.start(server)
    const frames = new SocketMonitor(server, 'inproc://frames')
    await server.bind('tcp://127.0.0.1:*')
    await until(() => held === 0)
    expect((await monitor.receive()).name).toBe('LISTENING')
    // Who waits for an event does hold it.
    const waiting = expect(monitor.receive({ timeout: 1 })).rejects.toMatchObject({ code: 'EAGAIN' })
    expect(held).toBe(1)
    runtime.advance(1)
    await waiting
    expect(held).toBe(0)
    frames.stop()
    await monitor.destroy()
    void context.terminate()
  })

  it('takes nothing with it, and nothing is told afterwards', async () => {
    await using stage = new Staging()
    const server = stage.dealer()
    const monitor = await Zmonitor.start(server)
    await monitor.destroy()
    await server.bind('tcp://127.0.0.1:*')
    expect(monitor.drops).toEqual({ unread: 0 })
    await expect(monitor.receive()).rejects.toMatchObject({ code: 'ERR_ZACTOR_ENDED' })
  })

  it('comes with the end of the context', async () => {
    await using stage = new Staging()
    const monitor = await Zmonitor.start(stage.dealer())
    void stage.context.terminate()
    await monitor.ended
    expect(monitor.state).toBe('ended')
  })

  it('comes by a signal', async () => {
    await using stage = new Staging()
    const controller = new AbortController()
    const monitor = await Zmonitor.start(stage.dealer(), { signal: controller.signal })
    controller.abort()
    await monitor.ended
  })

  it('comes before its beginning when the socket is closed, and leaves nothing', async () => {
    await using stage = new Staging()
    const server = new Dealer({ context: stage.context })
    server.close()
    await expect(Zmonitor.start(server)).rejects.toMatchObject({ code: 'EBADF' })
  })
})
