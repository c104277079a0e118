/**
 * Event frames of libzmq and ours, version 1, of sockets that do the same: the same numbers, values, addresses and sizes, in the same
 * order, but for file descriptors, which we have none of. libzmq's frames come by pyzmq. Version 2 cannot be compared: Debian's libzmq
 * has no zmq_socket_monitor_versioned.
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Pair } from '@tszmq/sockets'
import type { Dealer } from '@tszmq/sockets'
import { requirePeer } from '@tszmq/peers'
import { MONITOR_EVENTS, parseMonitorEvent, SocketMonitor } from '../../src/index.ts'
import { Staging } from '../staging.ts'

const ANY = 'tcp://127.0.0.1:*'
const LIMIT_MS = 20_000

/** Who said it, at which endpoint, and its frames in hex. */
type Said = [who: string, endpoint: string, ...frames: string[]]

const HAVE_DESCRIPTORS: readonly string[] = ['CONNECTED', 'LISTENING', 'ACCEPTED', 'CLOSED', 'DISCONNECTED']

/** An event in words, without what differs from run to run. `descriptor`: what stands for one. */
function told([who, endpoint, ...frames]: Said, descriptor: (value: number) => boolean): unknown[] {
  const bytes = frames.map((frame) => Buffer.from(frame, 'hex'))
  const { name, event, value, address } = parseMonitorEvent(bytes)
  const where = address === endpoint ? 'endpoint' : address
  const sizes = [bytes.length, bytes[0]?.length]
  if (HAVE_DESCRIPTORS.includes(name)) return [who, name, event, descriptor(value) ? 'descriptor' : value, where, sizes]
  // The interval has jitter, up to as much again.
  if (name === 'CONNECT_RETRIED') return [who, name, event, value >= 10 && value <= 20 ? '10 to 20' : value, where, sizes]
  return [who, name, event, value, where, sizes]
}

async function theirs(): Promise<Said[]> {
  const program = join(__dirname, 'libzmq-monitor.py')
  const { stdout } = await promisify(execFile)('/usr/bin/python3', [program], { timeout: LIMIT_MS, killSignal: 'SIGKILL' })
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Said)
}

/** What the program in Python does. */
async function ours(): Promise<Said[]> {
  await using stage = new Staging()
  const all: Said[] = []
  let endpoint = ''
  const monitored = (socket: Dealer, name: string) => {
    const monitor = new SocketMonitor(socket, `inproc://${name}`)
    const pair = stage.make(Pair)
    pair.connect(monitor.endpoint)
    const says = async (count: number) => {
      for (let i = 0; i < count; i++) all.push([name, endpoint, ...(await pair.receive()).map((frame) => frame.toString('hex'))])
    }
    return { monitor, says }
  }
  const once = { reconnectInterval: -1 }
  const [server, client] = [stage.dealer(), stage.dealer(once)]
  const [here, there] = [monitored(server, 'server'), monitored(client, 'client')]
  endpoint = await server.bind(ANY)
  client.connect(endpoint)
  await here.says(3)
  await there.says(3)
  client.close()
  await here.says(1)
  await server.unbind(endpoint)
  await here.says(1)
  here.monitor.stop()
  await here.says(1)

  const [lost, left] = [stage.dealer(), stage.dealer(once)]
  const leaving = monitored(left, 'left')
  endpoint = await lost.bind(ANY)
  left.connect(endpoint)
  await leaving.says(3)
  lost.close()
  await leaving.says(1)

  const failing = stage.dealer({ reconnectInterval: 10 })
  const failure = monitored(failing, 'failing')
  failing.connect(endpoint)
  await failure.says(3)

  const [guarded, stranger] = [stage.dealer(), stage.dealer(once)]
  guarded.plainServer = true
  const guard = monitored(guarded, 'guarded')
  endpoint = await guarded.bind(ANY)
  stranger.connect(endpoint)
  await guard.says(3)
  return all
}

const found = requirePeer('pyzmq')
const withPyzmq = 'missing' in found ? describe.skip : describe

withPyzmq('the frames of libzmq and ours', () => {
  it(
    'say the same of the same',
    async () => {
      const [its, our] = [await theirs(), await ours()]
      const wanted = its.map((said) => told(said, (value) => value >= 0))
      expect(our.map((said) => told(said, (value) => value === -1))).toEqual(wanted)
      const names = new Set(wanted.map(([, name]) => name))
      expect([...names].sort()).toEqual([
        'ACCEPTED',
        'CLOSED',
        'CONNECTED',
        'CONNECT_DELAYED',
        'CONNECT_RETRIED',
        'DISCONNECTED',
        'HANDSHAKE_FAILED_PROTOCOL',
        'HANDSHAKE_SUCCEEDED',
        'LISTENING',
        'MONITOR_STOPPED',
      ])
    },
    2 * LIMIT_MS,
  )

  it('have the same numbers for all events', async () => {
    const list = Object.keys(MONITOR_EVENTS)
      .map((name) => `zmq.EVENT_${name}`)
      .join(',')
    const { stdout } = await promisify(execFile)('/usr/bin/python3', ['-c', `import zmq; print([int(e) for e in (${list})])`], {
      timeout: LIMIT_MS,
    })
    expect(JSON.parse(stdout)).toEqual(Object.values(MONITOR_EVENTS))
  })
})
