/** When a session reads: it gives its receiver a turn before it reads more, and continues if there is no receiver. */
import type { Conn, ConnHandler, Listener, Transport } from '@tszmq/transports'
import { frame, join, latin1, ManualRuntime, turn } from '@tszmq/testkit'
import { ZmtpEngine, DEFAULT_LIMITS, NULL } from '@tszmq/zmtp-codec'
import type { EngineSink } from '@tszmq/zmtp-codec'
import { Context, Pair, Pull } from '../../src/index.ts'
import type { Runtime } from '../../src/index.ts'

/** A connection to a PUSH that a test makes speak; it writes down when it is paused and resumed. */
class SpokenConn implements Conn {
  readonly framing = 'stream'
  readonly remote = 'spoken://peer'
  readonly local = 'spoken://here'
  readonly peerAddress = ''
  readonly held = 0
  readonly calls: string[] = []
  #handler: ConnHandler | undefined = undefined
  readonly #engine: ZmtpEngine

  constructor() {
    const nothing = (): void => undefined
    const sink: EngineSink = { ready: nothing, message: nothing, ping: nothing, pong: nothing, authenticate: nothing }
    this.#engine = new ZmtpEngine(sink, {
      socketType: 'PUSH',
      routingId: new Uint8Array(0),
      properties: new Map(),
      mechanisms: [NULL],
      authenticate: false,
      limits: DEFAULT_LIMITS,
    })
  }

  start(handler: ConnHandler): void {
    this.#handler = handler
    queueMicrotask(() => this.#speak())
  }

  write(buffers: readonly Uint8Array[]): boolean {
    for (const bytes of buffers) this.#engine.receive(Uint8Array.from(bytes))
    queueMicrotask(() => this.#speak())
    return true
  }

  /** As if these bytes came with one read. */
  say(bytes: Uint8Array): void {
    this.#handler?.data(bytes)
  }

  pause(): void {
    this.calls.push('pause')
  }

  resume(): void {
    this.calls.push('resume')
  }

  end(): void {
    this.destroy()
  }

  destroy(): void {
    this.#handler?.closed()
    this.#handler = undefined
  }

  ref(): void {}
  unref(): void {}

  #speak(): void {
    for (const bytes of this.#engine.take()) this.say(bytes)
  }
}

/** A PULL with one such connection. */
async function open(receiveHighWaterMark: number, runtime?: Runtime) {
  const conn = new SpokenConn()
  const transport: Transport = {
    scheme: 'spoken',
    framing: 'stream',
    optionsOf: () => ({}),
    checkConnect: (address) => address,
    checkBind: (address) => address,
    connect: () => Promise.resolve(conn),
    listen: (): Promise<Listener> => Promise.reject(new Error('nobody listens')),
  }
  const context = new Context({ transports: [transport], ...(runtime && { runtime }) })
  const pull = new Pull({ context, receiveHighWaterMark, linger: 0 })
  const met = new Promise((resolve) => pull.events.on('handshake', resolve))
  pull.connect('spoken://peer')
  await met
  conn.calls.length = 0
  return { conn, pull }
}

const hundred = join(...Array.from({ length: 100 }, () => frame(0, latin1('x'))))

describe('a session whose receiver is slow', () => {
  it('continues to read while the receiver keeps up', async () => {
    const { conn, pull } = await open(0)
    for (let i = 0; i < 5; i++) {
      conn.say(hundred)
      for (let k = 0; k < 100; k++) expect(await pull.receive()).toHaveLength(1)
    }
    expect(conn.calls).toEqual([])
    pull.close()
  })

  it('stops reading until the next turn of the event loop, and loses nothing', async () => {
    const { conn, pull } = await open(0)
    conn.say(hundred)
    conn.say(hundred)
    expect(conn.calls).toEqual(['pause'])
    conn.say(hundred)
    expect(conn.calls).toEqual(['pause'])
    await turn()
    await turn()
    expect(conn.calls).toEqual(['pause', 'resume'])
    for (let k = 0; k < 300; k++) expect(await pull.receive()).toHaveLength(1)
    pull.close()
  })

  it('continues to read without a high-water mark, even if nothing is received', async () => {
    const { conn, pull } = await open(0)
    for (let i = 0; i < 100; i++) {
      conn.say(hundred)
      await turn()
      await turn()
    }
    expect(conn.calls.at(-1)).toBe('resume')
    expect(conn.calls.filter((call) => call === 'pause')).toHaveLength(99)
    pull.close()
  })

  it('does not continue after that turn if the queue is full by then', async () => {
    const { conn, pull } = await open(150)
    conn.say(hundred)
    conn.say(hundred)
    conn.say(hundred)
    await turn()
    await turn()
    expect(conn.calls.at(-1)).toBe('pause')
    for (let k = 0; k < 300; k++) expect(await pull.receive()).toHaveLength(1)
    await turn()
    await turn()
    expect(conn.calls.at(-1)).toBe('resume')
    pull.close()
  })
})

/** Counts how often something waits for the next turn of the event loop. */
class CountingRuntime extends ManualRuntime {
  yields = 0

  override yield(fn: () => void): void {
    this.yields++
    super.yield(fn)
  }
}

describe('one turn of the event loop', () => {
  it('is enough to receive all messages of one read, however short they are', async () => {
    const runtime = new CountingRuntime()
    const { conn, pull } = await open(0, runtime)
    const short = join(...Array.from({ length: 5000 }, () => frame(0, new Uint8Array(0))))
    for (let i = 0; i < 3; i++) {
      conn.say(short)
      for (let k = 0; k < 5000; k++) await pull.receive()
    }
    expect(runtime.yields).toBe(0)
    pull.close()
  })

  it('is not enough for two sockets in process that answer each other without end', async () => {
    const runtime = new CountingRuntime()
    const context = new Context({ runtime })
    const [one, other] = [new Pair({ context }), new Pair({ context })]
    await one.bind('inproc://table')
    other.connect('inproc://table')
    await one.send('ball')
    for (let k = 0; k < 10_000; k++) {
      other.trySend(await other.receive())
      one.trySend(await one.receive())
    }
    expect(runtime.yields).toBeGreaterThan(0)
    one.close()
    other.close()
  })

  it('has 50 ms for large chunks: after that each connection pauses after one chunk', async () => {
    const runtime = new CountingRuntime()
    const { conn, pull } = await open(0, runtime)
    const large = join(...Array.from({ length: 40 }, () => frame(0, new Uint8Array(1000))))
    const speak = async (): Promise<void> => {
      conn.say(large)
      for (let k = 0; k < 40; k++) await pull.receive()
    }
    await speak()
    runtime.advance(50)
    await speak()
    expect(conn.calls).toEqual([])
    runtime.advance(1)
    await speak()
    expect(conn.calls).toEqual(['pause'])
    await turn()
    await turn()
    expect(conn.calls).toEqual(['pause', 'resume'])
    await speak()
    expect(conn.calls).toEqual(['pause', 'resume'])
    pull.close()
  })
})
