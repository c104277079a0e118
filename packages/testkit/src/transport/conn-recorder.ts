/** A ConnHandler that writes down all it is told and lets a test wait for it. Never times out: the runner does. */
import type { Conn, ConnHandler } from '@tszmq/transports'

export class ConnRecorder implements ConnHandler {
  readonly conn: Conn
  /** All bytes so far, in order. */
  readonly chunks: Uint8Array[] = []
  bytes = 0
  drains = 0
  /** What `closed` was called with, once per call. */
  readonly closings: (Error | undefined)[] = []
  /** Calls that came after `closed`. */
  afterClosed = 0
  /** Called for each chunk, after it was kept. */
  onData: (chunk: Uint8Array) => void = () => {}
  #waiting: { done: () => boolean; resolve: () => void }[] = []

  /** Starts `conn` at once, as a transport expects. */
  constructor(conn: Conn) {
    this.conn = conn
    conn.start(this)
  }

  get isClosed(): boolean {
    return this.closings.length > 0
  }

  get received(): Buffer {
    return Buffer.concat(this.chunks)
  }

  data(chunk: Uint8Array): void {
    this.#count()
    this.chunks.push(Uint8Array.from(chunk))
    this.bytes += chunk.length
    this.onData(chunk)
    this.#wake()
  }

  drain(): void {
    this.#count()
    this.drains++
    this.#wake()
  }

  closed(error?: Error): void {
    this.#count()
    this.closings.push(error)
    this.#wake()
  }

  /** Resolves once `done` holds; it is asked after each call of the handler. */
  until(done: () => boolean): Promise<void> {
    if (done()) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push({ done, resolve }))
  }

  /** Resolves once `bytes` bytes have come in all. */
  untilBytes(bytes: number): Promise<void> {
    return this.until(() => this.bytes >= bytes)
  }

  untilClosed(): Promise<void> {
    return this.until(() => this.isClosed)
  }

  #count(): void {
    if (this.isClosed) this.afterClosed++
  }

  #wake(): void {
    const ready = this.#waiting.filter((waiter) => waiter.done())
    this.#waiting = this.#waiting.filter((waiter) => !ready.includes(waiter))
    for (const waiter of ready) waiter.resolve()
  }
}
