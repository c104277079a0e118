/** The conformance suite of transports: what the layers above rely on, asked of every transport in the same words. */
import type { Conn, ConnectOptions, Listener, ListenOptions, Timers, Transport } from '@tszmq/transports'
import { ConnRecorder } from './conn-recorder.ts'

/** What the suite needs to know of the transport under test. */
export interface TransportSubject {
  readonly transport: Transport
  /** The transport's own options, in the form that its `optionsOf` returns. Default: none. */
  readonly options?: object
  /** A new address to bind, e.g. `127.0.0.1:*`; for transports without wildcards, one that was not used before. */
  freshAddress(): string
  /** An address that neither connects nor binds, whatever the state of the network. */
  readonly malformed: string
  readonly timers: Timers
  /** Resolves when whatever was under way has had its chance to happen, so that the suite can say that nothing did. */
  settle(): Promise<void>
}

/** A case that a transport cannot meet, by its title, and why. */
export interface Skip {
  readonly it: string
  readonly why: string
}

/** Registers the suite with jest. `make` is called once for each case. */
export function describeTransport(name: string, make: () => TransportSubject, skip: readonly Skip[] = []): void {
  describe(`the transport ${name}`, () => {
    let bench: Bench
    beforeEach(() => (bench = new Bench(make())))
    afterEach(() => bench.close())

    for (const [title, run] of Object.entries(CASES)) {
      const skipped = skip.find((entry) => entry.it === title)
      if (skipped !== undefined) it.skip(`${title} (${skipped.why})`, () => {})
      if (skipped === undefined) it(title, () => run(bench))
    }
    it('skips only cases that exist', () => {
      expect(skip.filter((entry) => CASES[entry.it] === undefined)).toEqual([])
    })
  })
}

/** One transport on the bench: opens what a case asks for and closes it all afterwards. */
class Bench {
  readonly subject: TransportSubject
  readonly #listeners: Listener[] = []
  readonly #conns: Conn[] = []

  constructor(subject: TransportSubject) {
    this.subject = subject
  }

  get transport(): Transport {
    return this.subject.transport
  }

  async listen(address: string, accept: (conn: Conn) => void): Promise<Listener> {
    const listener = await this.transport.listen(address, accept, this.#listenOptions())
    this.#listeners.push(listener)
    return listener
  }

  async connect(listener: Listener, signal?: AbortSignal): Promise<Conn> {
    const conn = await this.transport.connect(addressOf(listener), this.connectOptions(signal))
    this.#conns.push(conn)
    return conn
  }

  connectOptions(signal = new AbortController().signal): ConnectOptions {
    return { ...this.subject.options, timers: this.subject.timers, connectTimeout: 0, signal }
  }

  #listenOptions(): ListenOptions {
    return { ...this.subject.options, timers: this.subject.timers }
  }

  /** Both ends of one connection, started. */
  async pair(): Promise<{ near: ConnRecorder; far: ConnRecorder; listener: Listener }> {
    const far = deferred<ConnRecorder>()
    const listener = await this.listen(this.subject.freshAddress(), (conn) => {
      this.#conns.push(conn)
      far.resolve(new ConnRecorder(conn))
    })
    const near = new ConnRecorder(await this.connect(listener))
    return { near, far: await far.promise, listener }
  }

  async close(): Promise<void> {
    for (const conn of this.#conns) conn.destroy()
    for (const listener of this.#listeners) await listener.close()
  }
}

/** More writes than any system buffers. */
const MANY = 5_000

const CASES: Readonly<Record<string, (bench: Bench) => Promise<void>>> = {
  async 'resolves a bind to an endpoint that can be connected to'(bench) {
    const { near, far, listener } = await bench.pair()
    expect(listener.endpoint.startsWith(`${bench.transport.scheme}://`)).toBe(true)
    near.conn.write([bytes('hello')])
    await far.untilBytes(5)
    expect(far.received.toString()).toBe('hello')
  },

  async 'names both ends of a connection'(bench) {
    const { near, far, listener } = await bench.pair()
    expect(near.conn.remote).toBe(listener.endpoint)
    expect(far.conn.local).toBe(listener.endpoint)
    expect(far.conn.remote).toBe(near.conn.local)
    expect([near.conn.framing, far.conn.framing]).toEqual([bench.transport.framing, bench.transport.framing])
  },

  async 'carries bytes both ways, all of them, in order'(bench) {
    const { near, far } = await bench.pair()
    const there = pattern(300_000, 1)
    const back = pattern(300_000, 2)
    await Promise.all([writeAll(near, slices(there, 7_001)), writeAll(far, slices(back, 333))])
    await Promise.all([far.untilBytes(there.length), near.untilBytes(back.length)])
    expect(far.received.equals(there)).toBe(true)
    expect(near.received.equals(back)).toBe(true)
  },

  async 'keeps the order of the buffers of one write'(bench) {
    const { near, far } = await bench.pair()
    near.conn.write([bytes('a'), bytes('bc'), pattern(70_000, 3), bytes('d')])
    near.conn.write([bytes('e')])
    await far.untilBytes(70_005)
    expect(far.received.equals(Buffer.concat([bytes('abc'), pattern(70_000, 3), bytes('de')]))).toBe(true)
  },

  async 'takes a write of nothing'(bench) {
    const { near, far } = await bench.pair()
    expect(near.conn.write([])).toBe(true)
    near.conn.write([bytes('x')])
    await far.untilBytes(1)
    expect(far.bytes).toBe(1)
  },

  async 'gives connections at the same time each its own bytes'(bench) {
    const echoes: ConnRecorder[] = []
    const listener = await bench.listen(bench.subject.freshAddress(), (conn) => {
      const echo = new ConnRecorder(conn)
      echo.onData = (chunk) => void conn.write([Uint8Array.from(chunk)])
      echoes.push(echo)
    })
    const conns = await Promise.all(Array.from({ length: 20 }, () => bench.connect(listener)))
    const recorders = conns.map((conn) => new ConnRecorder(conn))
    recorders.forEach((recorder, i) => recorder.conn.write(slices(pattern(20_000, i), 1_000)))
    await Promise.all(recorders.map((recorder) => recorder.untilBytes(20_000)))
    recorders.forEach((recorder, i) => expect(recorder.received.equals(pattern(20_000, i))).toBe(true))
    for (const echo of echoes) echo.conn.destroy()
  },

  async 'pushes back when the peer does not read, and drains when it does'(bench) {
    const { near, far } = await bench.pair()
    far.conn.pause()
    const sent = fill(near)
    expect(near.conn.held).toBeGreaterThan(0)
    expect(near.drains).toBe(0)
    far.conn.resume()
    await near.until(() => near.drains > 0)
    expect(near.conn.held).toBe(0)
    await far.untilBytes(sent)
    expect(near.drains).toBe(1)
  },

  async 'never drains where it did not push back'(bench) {
    const { near, far } = await bench.pair()
    expect(near.conn.write([bytes('a')])).toBe(true)
    expect(near.conn.write([pattern(20_000, 1), pattern(20_000, 2)])).toBe(true)
    await far.untilBytes(40_001)
    far.conn.write([bytes('b')])
    await near.untilBytes(1)
    expect(near.drains).toBe(0)
  },

  async 'lets a buffer be reused as soon as nothing is held'(bench) {
    const { near, far } = await bench.pair()
    far.conn.pause()
    const sent: Buffer[] = []
    const slab = Buffer.alloc(64 * 1024)
    for (let round = 0; near.conn.held === 0 && round < MANY; round++) {
      pattern(slab.length, round).copy(slab)
      near.conn.write([slab])
      sent.push(pattern(slab.length, round))
      if (near.conn.held === 0) slab.fill(0xee)
    }
    expect(near.conn.held).toBeGreaterThan(0)
    far.conn.resume()
    await near.until(() => near.drains > 0)
    slab.fill(0xee)
    const all = Buffer.concat(sent)
    await far.untilBytes(all.length)
    expect(far.received.equals(all)).toBe(true)
  },

  async 'stops reading while paused and loses nothing by it'(bench) {
    const { near, far } = await bench.pair()
    const all = pattern(2_000_000, 4)
    far.onData = () => far.conn.pause()
    const written = writeAll(near, slices(all, 50_000))
    for (let chunks = 1; far.bytes < all.length; chunks++) {
      await far.until(() => far.chunks.length >= chunks)
      await bench.subject.settle()
      expect(far.chunks.length).toBe(chunks)
      far.conn.resume()
    }
    await written
    expect(far.received.equals(all)).toBe(true)
  },

  async 'delivers all that was written before an end, then closes both ends without an error'(bench) {
    const { near, far } = await bench.pair()
    const all = pattern(3_000_000, 5)
    near.conn.write([all])
    near.conn.end()
    await Promise.all([far.untilClosed(), near.untilClosed()])
    expect(far.received.equals(all)).toBe(true)
    expect([...far.closings, ...near.closings]).toEqual([undefined, undefined])
  },

  async 'delivers all that was written before an end to a peer that is writing itself'(bench) {
    const { near, far } = await bench.pair()
    const all = pattern(2_000_000, 10)
    far.conn.pause()
    fill(far)
    near.conn.write([all])
    near.conn.end()
    far.conn.resume()
    await Promise.all([far.untilClosed(), near.untilClosed()])
    expect(far.received.equals(all)).toBe(true)
    expect(near.closings).toEqual([undefined])
  },

  async 'gives a peer that ended its side first what is held, and knows that it did'(bench) {
    const { near, far } = await bench.pair()
    far.conn.pause()
    const sent = fill(near)
    far.conn.end()
    await near.untilClosed()
    expect(sent).toBeGreaterThan(0)
    // A transport that cannot know leaves it out.
    expect([false, undefined]).toContain(near.conn.incomplete)
  },

  async 'knows that a destroy left bytes behind'(bench) {
    const { near, far } = await bench.pair()
    far.conn.pause()
    fill(near)
    expect(near.conn.held).toBeGreaterThan(0)
    near.conn.destroy()
    await near.untilClosed()
    expect([true, undefined]).toContain(near.conn.incomplete)
  },

  async 'closes once when both ends end together'(bench) {
    const { near, far } = await bench.pair()
    near.conn.end()
    far.conn.end()
    await Promise.all([far.untilClosed(), near.untilClosed()])
    await bench.subject.settle()
    expect([near.closings.length, far.closings.length]).toEqual([1, 1])
  },

  async 'delivers nothing but closed after an end'(bench) {
    const { near, far } = await bench.pair()
    far.conn.write([pattern(1_000_000, 6)])
    near.conn.end()
    expect(near.conn.write([bytes('late')])).toBe(false)
    await near.untilClosed()
    expect([near.bytes, near.drains, near.afterClosed]).toEqual([0, 0, 0])
  },

  async 'closes each end once after a destroy'(bench) {
    const { near, far } = await bench.pair()
    near.conn.destroy()
    near.conn.destroy()
    near.conn.end()
    await Promise.all([far.untilClosed(), near.untilClosed()])
    near.conn.destroy()
    await bench.subject.settle()
    expect(near.closings).toEqual([undefined])
    expect(far.closings.length).toBe(1)
  },

  async 'does not call closed from inside destroy'(bench) {
    const { near } = await bench.pair()
    near.conn.destroy()
    expect(near.isClosed).toBe(false)
    await near.untilClosed()
  },

  async 'delivers nothing after a destroy, even from inside data'(bench) {
    const { near, far } = await bench.pair()
    far.onData = () => far.conn.destroy()
    await writeAll(near, slices(pattern(2_000_000, 7), 10_000))
    await far.untilClosed()
    await near.untilClosed()
    expect(far.chunks.length).toBe(1)
    expect(far.afterClosed).toBe(0)
  },

  async 'takes calls on a connection that is gone'(bench) {
    const { near } = await bench.pair()
    near.conn.destroy()
    await near.untilClosed()
    expect(near.conn.write([bytes('x')])).toBe(false)
    expect(near.conn.held).toBe(0)
    near.conn.pause()
    near.conn.resume()
    near.conn.end()
    near.conn.unref()
    near.conn.ref()
    await bench.subject.settle()
    expect([near.closings.length, near.afterClosed]).toEqual([1, 0])
  },

  async 'never throws for a peer that died, and says so once'(bench) {
    const { near, far } = await bench.pair()
    far.conn.pause()
    fill(near)
    far.conn.destroy()
    while (!near.isClosed) {
      near.conn.write([pattern(1_000, 8)])
      await bench.subject.settle()
    }
    expect([near.closings.length, near.afterClosed]).toEqual([1, 0])
  },

  async 'tells a handler that starts late that the connection is gone'(bench) {
    const ended = deferred<unknown>()
    const listener = await bench.listen(bench.subject.freshAddress(), (conn) => {
      const far = new ConnRecorder(conn)
      conn.destroy()
      void far.untilClosed().then(ended.resolve)
    })
    const conn = await bench.connect(listener)
    await ended.promise
    conn.destroy()
    await bench.subject.settle()
    const late = new ConnRecorder(conn)
    expect(late.isClosed).toBe(false)
    await late.untilClosed()
    expect(late.closings.length).toBe(1)
  },

  async 'refuses to connect where nobody listens, naming the endpoint'(bench) {
    const listener = await bench.listen(bench.subject.freshAddress(), (conn) => conn.destroy())
    await listener.close()
    await expect(bench.connect(listener)).rejects.toMatchObject({
      name: 'TransportError',
      code: expect.stringMatching(/^(ECONNREFUSED|ENOENT)$/),
      address: listener.endpoint,
      message: expect.stringContaining(listener.endpoint),
    })
  },

  async 'refuses a second bind of one address, naming the endpoint'(bench) {
    const listener = await bench.listen(bench.subject.freshAddress(), (conn) => conn.destroy())
    await expect(bench.listen(addressOf(listener), () => {})).rejects.toMatchObject({
      name: 'TransportError',
      code: 'EADDRINUSE',
      address: listener.endpoint,
      message: expect.stringContaining(listener.endpoint),
    })
    new ConnRecorder(await bench.connect(listener))
  },

  async 'frees an address by closing, and lets connections live on'(bench) {
    const { near, far, listener } = await bench.pair()
    await listener.close()
    await listener.close()
    const again = await bench.listen(addressOf(listener), (conn) => new ConnRecorder(conn))
    expect(again.endpoint).toBe(listener.endpoint)
    near.conn.write([bytes('still here')])
    await far.untilBytes(10)
    expect(far.received.toString()).toBe('still here')
  },

  async 'rejects with the reason of a signal that was aborted before'(bench) {
    const { listener } = await bench.pair()
    const reason = new Error('not now')
    await expect(bench.connect(listener, AbortSignal.abort(reason))).rejects.toBe(reason)
  },

  async 'rejects with the reason of a signal that is aborted meanwhile'(bench) {
    const { listener } = await bench.pair()
    const abort = new AbortController()
    const attempt = bench.connect(listener, abort.signal)
    const reason = new Error('changed my mind')
    abort.abort(reason)
    await expect(attempt).rejects.toBe(reason)
  },

  async 'does not listen to the signal once connected'(bench) {
    const { listener } = await bench.pair()
    const abort = new AbortController()
    const near = new ConnRecorder(await bench.connect(listener, abort.signal))
    abort.abort(new Error('too late'))
    await bench.subject.settle()
    expect(near.isClosed).toBe(false)
  },

  async 'refuses a malformed address at once, without I/O'(bench) {
    const { transport, subject } = bench
    const refusal = expect.objectContaining({ name: 'TransportError', code: expect.any(String) })
    expect(() => transport.checkConnect(subject.malformed)).toThrow(refusal)
    expect(() => transport.checkBind(subject.malformed)).toThrow(refusal)
    await expect(transport.connect(subject.malformed, bench.connectOptions())).rejects.toEqual(refusal)
    await expect(bench.listen(subject.malformed, () => {})).rejects.toEqual(refusal)
  },

  async 'lets the check of a bound address pass'(bench) {
    const { listener } = await bench.pair()
    expect(() => bench.transport.checkConnect(addressOf(listener))).not.toThrow()
    expect(() => bench.transport.checkBind(addressOf(listener))).not.toThrow()
  },
}

function addressOf({ endpoint }: Listener): string {
  return endpoint.slice(endpoint.indexOf('://') + 3)
}

function bytes(text: string): Buffer {
  return Buffer.from(text)
}

/** Bytes that differ for each seed and repeat nowhere near a power of two. */
function pattern(length: number, seed: number): Buffer {
  const out = Buffer.alloc(length)
  for (let i = 0; i < length; i++) out[i] = (i * 31 + (i >> 8) * 7 + seed * 101) % 251
  return out
}

function slices(all: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.subarray(i * size, (i + 1) * size))
}

/** Writes one buffer after the other, waiting wherever it is told to. */
async function writeAll(recorder: ConnRecorder, buffers: readonly Buffer[]): Promise<void> {
  for (const buffer of buffers) {
    const drains = recorder.drains
    if (!recorder.conn.write([buffer])) await recorder.until(() => recorder.drains > drains || recorder.isClosed)
  }
}

/** Writes until it is told to stop; returns how many bytes that took. */
function fill(recorder: ConnRecorder): number {
  const chunk = pattern(100_000, 9)
  for (let writes = 1; writes < MANY; writes++) if (!recorder.conn.write([chunk])) return writes * chunk.length
  throw new Error('it never pushed back')
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void
  const promise = new Promise<T>((done) => (resolve = done))
  return { promise, resolve }
}
