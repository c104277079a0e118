/** Tests of a connection against a plain net.Socket: how it ends when the peer resets, half-closes or stays open. */
import { connect, createServer, type Server, type Socket } from 'node:net'
import { ConnRecorder } from '@tszmq/testkit'
import { retapAccepted } from '../src/node/accepted-socket.ts'
import { readBuffer } from '../src/node/read-buffer.ts'
import { SocketConn } from '../src/node/socket-conn.ts'
import type { Timers } from '../src/index.ts'

const NAMES = { local: 'tcp://here:1', remote: 'tcp://there:2', peerAddress: '' }

/** Timers that a test fires by hand. */
class Alarm implements Timers {
  readonly set: { ms: number; fn: () => void }[] = []

  after(ms: number, fn: () => void): () => void {
    const timer = { ms, fn }
    this.set.push(timer)
    return () => void this.set.splice(this.set.indexOf(timer), 1)
  }
}

let server: Server
let raw: Socket
let alarm: Alarm
const opened: Socket[] = []

beforeEach(() => (alarm = new Alarm()))

afterEach(() => {
  for (const socket of opened.splice(0)) socket.destroy()
  raw.destroy()
  server.close()
})

/** A connection under test. The plain socket at its other end is `raw`. */
async function pair(intoBuffer: boolean): Promise<ConnRecorder> {
  server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const accepted = new Promise<ConnRecorder>((resolve) =>
    server.once('connection', (socket: Socket) => {
      const made = intoBuffer ? retapAccepted(socket) : { socket, tap: undefined }
      opened.push(made.socket)
      resolve(new ConnRecorder(new SocketConn(made.socket, NAMES, alarm, made.tap)))
    }),
  )
  raw = connect({ ...(server.address() as object), host: '127.0.0.1', allowHalfOpen: true } as never)
  raw.on('error', () => {})
  return accepted
}

function collect(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  return new Promise((resolve) => socket.once('end', () => resolve(Buffer.concat(chunks))))
}

/** Writes until `write` returns false, since the other end does not read. Returns how many bytes that took. */
function fill({ conn }: ConnRecorder): number {
  let bytes = 100_000
  while (conn.write([Buffer.alloc(100_000, 1)])) bytes += 100_000
  return bytes
}

describe.each([
  ['into the shared buffer', true],
  ["by 'data' events", false],
])('a connection that reads %s', (_name, intoBuffer) => {
  it('reports a reset with its code and the peer', async () => {
    const recorder = await pair(intoBuffer)
    raw.resetAndDestroy()
    await recorder.untilClosed()
    expect(recorder.closings).toMatchObject([
      { name: 'TransportError', code: 'ECONNRESET', message: 'lost tcp://there:2: the peer reset the connection' },
    ])
  })

  it('reports a reset that it notices while it writes', async () => {
    const recorder = await pair(intoBuffer)
    recorder.conn.pause()
    raw.resetAndDestroy()
    await new Promise((resolve) => raw.once('close', resolve))
    while (!recorder.isClosed) {
      recorder.conn.write([Buffer.alloc(10)])
      await new Promise(setImmediate)
    }
    expect(recorder.closings[0]).toMatchObject({ code: expect.stringMatching(/^(EPIPE|ECONNRESET)$/) })
  })

  it('sends the held bytes to a peer that has half-closed, then closes without an error', async () => {
    const recorder = await pair(intoBuffer)
    raw.pause()
    const sent = fill(recorder)
    raw.end('last words')
    await recorder.untilBytes(10)
    const got = collect(raw)
    raw.resume()
    await recorder.untilClosed()
    expect((await got).length).toBe(sent)
    expect(recorder.closings).toEqual([undefined])
    expect(alarm.set).toEqual([])
  })

  it('closes after a second if a peer has half-closed and does not read', async () => {
    const recorder = await pair(intoBuffer)
    raw.pause()
    fill(recorder)
    raw.end('last words')
    await recorder.untilBytes(10)
    while (alarm.set.length === 0) await new Promise(setImmediate)
    expect(recorder.isClosed).toBe(false)
    expect(alarm.set.map(({ ms }) => ms)).toEqual([1000])
    alarm.set[0]!.fn()
    await recorder.untilClosed()
    expect(recorder.closings).toEqual([undefined])
  })

  it('closes after a second if the peer does not close its side', async () => {
    const recorder = await pair(intoBuffer)
    const got = collect(raw)
    recorder.conn.write([Buffer.from('bye')])
    recorder.conn.end()
    expect((await got).toString()).toBe('bye')
    while (alarm.set.length === 0) await new Promise(setImmediate)
    alarm.set[0]!.fn()
    await recorder.untilClosed()
    expect(recorder.closings).toEqual([undefined])
    expect(alarm.set).toEqual([])
  })

  it('ends in order although it was paused, and drops the unread bytes', async () => {
    const recorder = await pair(intoBuffer)
    recorder.conn.pause()
    const got = collect(raw)
    const all = Buffer.alloc(3_000_000, 2)
    raw.end(Buffer.alloc(3_000_000, 1))
    recorder.conn.write([all])
    recorder.conn.end()
    expect((await got).equals(all)).toBe(true)
    await recorder.untilClosed()
    expect(recorder.closings).toEqual([undefined])
    expect(recorder.bytes).toBe(0)
    expect(alarm.set).toEqual([])
  })

  it('accepts no write after the peer ended', async () => {
    const recorder = await pair(intoBuffer)
    raw.pause()
    fill(recorder)
    raw.end('.')
    await recorder.untilBytes(1)
    while (alarm.set.length === 0) await new Promise(setImmediate)
    expect(recorder.conn.write([Buffer.from('more')])).toBe(false)
  })

  it('holds nothing of a write that the system accepted at once, and all of one that it did not', async () => {
    const { conn } = await pair(intoBuffer)
    raw.pause()
    expect(conn.write([Buffer.alloc(100), Buffer.alloc(100)])).toBe(true)
    expect(conn.held).toBe(0)
    while (conn.held === 0) conn.write([Buffer.alloc(1_000_000)])
    expect(conn.held).toBe(1_000_000)
    conn.write([Buffer.alloc(5)])
    expect(conn.held).toBe(1_000_005)
  })

  it('delivers views of the buffer that it reads into, without a copy', async () => {
    const recorder = await pair(intoBuffer)
    const stores = new Set<ArrayBufferLike>()
    recorder.onData = (chunk) => stores.add(chunk.buffer)
    for (let round = 1; round <= 5; round++) {
      raw.write(Buffer.alloc(1_000))
      await recorder.untilBytes(1_000 * round)
    }
    expect(stores.has(readBuffer().buffer)).toBe(intoBuffer)
    expect(stores.size === 1).toBe(intoBuffer)
  })
})

it('leaves an accepted socket as it is if its handle is not available', async () => {
  await pair(false)
  const without = { _handle: null } as unknown as Socket
  expect(retapAccepted(without)).toEqual({ socket: without, tap: undefined })
  const foreign = { _handle: { readStart: () => {} } } as unknown as Socket
  expect(retapAccepted(foreign)).toEqual({ socket: foreign, tap: undefined })
})

it('removes an accepted socket from the connection count of its server', async () => {
  await pair(true)
  expect(await new Promise((resolve) => server.getConnections((_error, count) => resolve(count)))).toBe(0)
})
