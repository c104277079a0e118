/** What a hub does with what runtimes hand over. How threads find each other and talk is tested with sockets, in threads. */
import { once } from 'node:events'
import { BroadcastChannel, MessageChannel } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { makeRing, RingReader } from '../src/threads/byte-ring.ts'
import type { Conn } from '../src/index.ts'
import { ThreadHub } from '../src/threads/thread-hub.ts'

/** As Deno's postMessageToThread brings it: a port as browsers have it, which knows no `on`. */
function bare(port: MessagePort): MessagePort {
  return Object.defineProperty(port, 'on', { value: undefined })
}

/** What postMessageToThread ends in. The other end of the connection sleeps. */
function arrive(name: string, port: MessagePort): void {
  const outgoing = makeRing()
  new RingReader(outgoing).sleep()
  process.emit('workerMessage' as never, { channel: 'tszmq.threads.1', name, port, incoming: makeRing(), outgoing } as never)
}

/** When this thread offers what it offers. */
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

describe('a hub', () => {
  let hub: ThreadHub
  beforeAll(
    () =>
      (hub = ThreadHub.create(
        setImmediate,
        () => performance.now(),
        () => SINCE,
      )!),
  )

  it.each([
    ['a port of Node', (port: MessagePort) => port],
    ['a port as browsers have it', bare],
  ])('makes a connection of %s, which wakes the other end and knows when that is gone', async (name, dress) => {
    const met = new Promise<Conn>((resolve) => hub.offer(name, resolve, () => undefined))
    const [far, near] = channel()
    const woken = once(far, 'message')
    arrive(name, dress(near))
    const conn = await met
    const closed = new Promise<Error | undefined>((resolve) =>
      conn.start({ data: () => undefined, drain: () => undefined, closed: resolve }),
    )
    expect(conn.write([Buffer.from('who sleeps is woken')])).toBe(true)
    await woken
    far.close()
    expect(await closed).toMatchObject({ code: 'ECONNRESET', address: `inproc://${name}` })
    hub.withdraw(name)
  })

  it('closes the port of who seeks a name that is not offered any more', async () => {
    const [far, near] = channel()
    const closed = once(far, 'close')
    arrive('withdrawn', bare(near))
    await closed
  })

  it.each([
    ['later', 99, 1, false],
    ['at the same moment, by a younger thread', 99, 0, false],
    ['at the same moment, by an elder thread', -1, 0, true],
    ['before', 99, -1, true],
  ])('is refused a name or keeps it, when another offers it %s', async (when, thread, later, refused) => {
    const name = `disputed ${when}`
    const verdict = new Promise((resolve) =>
      hub.offer(
        name,
        () => undefined,
        () => resolve('refused'),
      ),
    )
    // Opened now, it does not hear that the name is offered, but only what is said to who offers it, too.
    const channel = new BroadcastChannel('tszmq.threads.1')
    channel.unref()
    const answer = new Promise((resolve) => (channel.onmessage = (event) => resolve((event as { data: unknown }).data)))
    channel.postMessage({ word: 'offer', thread, name, since: SINCE + later })
    expect(await Promise.race([answer, verdict])).toEqual(refused ? 'refused' : { word: 'offer', thread: 0, name, since: SINCE })
    hub.withdraw(name)
    channel.close()
  })
})
