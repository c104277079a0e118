/** Tests of the thread directory in one thread. The tests of `sockets` run it between threads. */
import { once } from 'node:events'
import { BroadcastChannel, MessageChannel } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { makeRing, RingReader } from '../src/threads/byte-ring.ts'
import type { Conn } from '../src/index.ts'
import { ThreadDirectory } from '../src/threads/thread-directory.ts'

/** A port as Deno's postMessageToThread delivers it: with the interface of browsers, without `on`. */
function browserPort(port: MessagePort): MessagePort {
  return Object.defineProperty(port, 'on', { value: undefined })
}

/** Delivers a join message, as postMessageToThread does. The other end of the connection sleeps. */
function deliver(name: string, port: MessagePort): void {
  const outgoing = makeRing()
  new RingReader(outgoing).sleep()
  process.emit('workerMessage' as never, { channel: 'tszmq.threads.1', name, port, incoming: makeRing(), outgoing } as never)
}

/** When this thread registers its names. */
const SINCE = 1000

const ports: MessagePort[] = []
afterEach(() => {
  for (const port of ports.splice(0)) port.close()
})

function channel(): [MessagePort, MessagePort] {
  const { port1, port2 } = new MessageChannel()
  ports.push(port1)
  return [port1, port2]
}

describe('a thread directory', () => {
  let directory: ThreadDirectory
  beforeAll(
    () =>
      (directory = ThreadDirectory.create(
        setImmediate,
        () => performance.now(),
        () => SINCE,
      )!),
  )

  it.each([
    ['a port with the interface of Node', (port: MessagePort) => port],
    ['a port with the interface of browsers', browserPort],
  ])('makes a connection of %s, which wakes the other end and closes when that is gone', async (name, convert) => {
    const connected = new Promise<Conn>((resolve) => directory.register(name, resolve, () => undefined))
    const [far, near] = channel()
    const woken = once(far, 'message')
    deliver(name, convert(near))
    const conn = await connected
    const closed = new Promise<Error | undefined>((resolve) =>
      conn.start({ data: () => undefined, drain: () => undefined, closed: resolve }),
    )
    expect(conn.write([Buffer.from('wakes the reader')])).toBe(true)
    await woken
    far.close()
    expect(await closed).toMatchObject({ code: 'ECONNRESET', address: `inproc://${name}` })
    directory.unregister(name)
  })

  it('closes the port of a lookup whose name is not registered any more', async () => {
    const [far, near] = channel()
    const closed = once(far, 'close')
    deliver('unregistered', browserPort(near))
    await closed
  })

  it.each([
    ['later', 99, 1, false],
    ['at the same moment, by a thread with a higher id', 99, 0, false],
    ['at the same moment, by a thread with a lower id', -1, 0, true],
    ['before', 99, -1, true],
  ])('loses a name or keeps it, if another thread registers it %s', async (when, thread, later, refused) => {
    const name = `disputed ${when}`
    const verdict = new Promise((resolve) =>
      directory.register(
        name,
        () => undefined,
        () => resolve('refused'),
      ),
    )
    // Opened now, it misses the registration above, and receives only the answer to its own.
    const channel = new BroadcastChannel('tszmq.threads.1')
    channel.unref()
    const answer = new Promise((resolve) => (channel.onmessage = (event) => resolve((event as { data: unknown }).data)))
    channel.postMessage({ type: 'registered', thread, name, since: SINCE + later })
    expect(await Promise.race([answer, verdict])).toEqual(refused ? 'refused' : { type: 'registered', thread: 0, name, since: SINCE })
    directory.unregister(name)
    channel.close()
  })
})
