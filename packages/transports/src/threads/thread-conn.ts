/**
 * A connection between two threads of one process: a byte ring in each direction, and a MessagePort for wake-ups and large buffers. It
 * closes when either thread ends.
 */
import type { MessagePort } from 'node:worker_threads'
import { Attempt } from '../attempt.ts'
import { RingReader, RingWriter } from './byte-ring.ts'
import type { Conn, ConnHandler } from '../conn.ts'
import { fromOutOfBand, goesOutOfBand, toOutOfBand } from './out-of-band-buffer.ts'
import type { OutOfBandBuffer } from './out-of-band-buffer.ts'
import { SpinWait } from './spin-wait.ts'
import type { SpinState } from './spin-wait.ts'

/** Most bytes of one `data` call. */
const CHUNK = 65_536

/** Number of chunks that are read in one turn of the event loop. */
const CHUNKS_PER_TURN = 16

/** Most bytes in out-of-band buffers that the peer has not consumed. One buffer may always be under way. */
const OUT_OF_BAND_BYTES = 4 * 1024 * 1024

/** Calls `fn` after the event loop has handled pending I/O. */
export type Defer = (fn: () => void) => void

/** One end of the port and the rings that both threads share. */
export interface ThreadChannel {
  readonly port: MessagePort
  readonly incoming: SharedArrayBuffer
  readonly outgoing: SharedArrayBuffer
}

/** One end of a connection between two threads. */
export class ThreadConn implements Conn {
  readonly framing = 'stream'
  readonly peerAddress = ''
  readonly local: string
  readonly remote: string
  readonly #port: MessagePort
  readonly #reader: RingReader
  readonly #writer: RingWriter
  #handler: ConnHandler | undefined = undefined
  /** Buffers, in order, that the ring had no room for. */
  #rest: Uint8Array[] = []
  /** True if a part of the first buffer of `#rest` is in the ring. */
  #isFirstPartial = false
  /** Sizes of the out-of-band buffers sent last. The peer may have consumed the first of them. */
  readonly #outOfBandSizes: number[] = []
  /** Out-of-band buffers that have arrived, and whose marker the reader has not reached. */
  readonly #outOfBand: OutOfBandBuffer[] = []
  #held = 0
  #state: 'open' | 'ending' | 'closing' | 'closed' = 'open'
  #paused = false
  #reading = false
  readonly #defer: Defer
  readonly #spinWait: SpinWait
  readonly #isReady = (): boolean => this.#reader.ready
  #isReadDeferred = false
  /** True if the other end is gone. What it wrote is still read. */
  #portClosed = false
  #failure: Error | undefined = undefined

  constructor({ port, incoming, outgoing }: ThreadChannel, endpoint: string, defer: Defer, spinState: SpinState) {
    this.#defer = defer
    this.#spinWait = new SpinWait(spinState)
    this.#port = port
    this.#reader = new RingReader(incoming)
    this.#writer = new RingWriter(outgoing)
    this.local = endpoint
    this.remote = endpoint
  }

  get held(): number {
    return this.#held
  }

  get incomplete(): boolean {
    return this.#held > 0
  }

  start(handler: ConnHandler): void {
    this.#handler = handler
    this.#port.on('message', (buffer: OutOfBandBuffer | null) => {
      if (buffer !== null) this.#outOfBand.push(buffer)
      this.#wake()
    })
    this.#port.on('close', () => {
      this.#portClosed = true
      this.#wake()
    })
    this.#deferRead()
  }

  write(buffers: readonly Uint8Array[]): boolean {
    if (this.#state !== 'open') return false
    for (const buffer of buffers) {
      if (buffer.length === 0) continue
      this.#rest.push(buffer)
      this.#held += buffer.length
    }
    this.#flush()
    return this.#held === 0
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    this.#deferRead()
  }

  end(): void {
    if (this.#state !== 'open') return
    this.#state = 'ending'
    this.#flush()
  }

  destroy(): void {
    if (this.#state === 'closing' || this.#state === 'closed') return
    this.#rest = []
    this.#held = 0
    this.#finish()
  }

  sendNow(): boolean {
    if (this.#state === 'open' || this.#state === 'ending') this.#flush()
    return this.#rest.length > 0 && !this.#portClosed
  }

  ref(): void {
    this.#port.ref()
  }

  unref(): void {
    this.#port.unref()
  }

  #wake(): void {
    if (this.#held > 0) {
      this.#flush()
      if (this.#held === 0 && this.#state === 'open') this.#handler?.drain()
    }
    this.#read()
  }

  /** Writes as much of `#rest` as there is room for. */
  #flush(): void {
    for (let asked = false; this.#rest.length > 0;) {
      if (this.#writeFirst()) continue
      if (asked) break
      // The reader may have consumed something before it saw the flag, so one more try follows.
      this.#writer.wait()
      asked = true
    }
    if (this.#writer.clearReaderSleeps()) this.#port.postMessage(null)
    if (this.#rest.length === 0 && this.#state === 'ending') this.#finish()
  }

  /** Writes the first buffer of `#rest`, or a part of it. Returns false if there is no room. */
  #writeFirst(): boolean {
    const first = this.#rest[0] as Uint8Array
    if (first.length === 0) return this.#fail()
    if (!this.#isFirstPartial && goesOutOfBand(first)) {
      if (!this.#hasRoomOutOfBand()) return false
      const { message, transfer } = toOutOfBand(first)
      this.#outOfBandSizes.push(first.length)
      this.#writer.placeMarker()
      this.#port.postMessage(message, transfer)
      this.#removeFirst(first)
      return true
    }
    const written = this.#writer.write(first)
    if (written === first.length) this.#removeFirst(first)
    else {
      this.#held -= written
      this.#rest[0] = first.subarray(written)
      this.#isFirstPartial = true
    }
    return written > 0
  }

  /** Closes: the program has transferred the memory of a buffer before it was sent, so the stream has a gap. */
  #fail(): boolean {
    const error = Object.assign(new Error('the memory of a frame was transferred before it could be sent'), { code: 'EFAULT' })
    this.#failure = new Attempt('lost', this.remote).failed(error)
    this.destroy()
    return false
  }

  #removeFirst(first: Uint8Array): void {
    this.#rest.shift()
    this.#held -= first.length
    this.#isFirstPartial = false
  }

  #hasRoomOutOfBand(): boolean {
    const pending = this.#writer.markers
    this.#outOfBandSizes.splice(0, this.#outOfBandSizes.length - pending)
    return pending === 0 || (this.#writer.hasRoomForMarker && this.#outOfBandSizes.reduce((sum, size) => sum + size) < OUT_OF_BAND_BYTES)
  }

  #read(): void {
    if (this.#reading || this.#isReadDeferred || this.#handler === undefined) return
    this.#reading = true
    for (let chunks = 0; this.#state === 'open' && !this.#paused;) {
      const chunk = this.#reader.peek(CHUNK)
      if (chunk !== undefined) {
        if (chunks++ === CHUNKS_PER_TURN) {
          this.#deferRead()
          break
        }
        this.#spinWait.end()
        this.#handler.data(chunk)
        if (this.#reader.release(chunk.length) && !this.#portClosed) this.#port.postMessage(null)
      } else if (this.#reader.isMarkerNext && (this.#outOfBand.length > 0 || !this.#portClosed)) {
        const buffer = this.#outOfBand.shift()
        if (buffer === undefined) break // the marker was faster: the port delivers the buffer next
        chunks++
        this.#spinWait.end()
        this.#handler.data(fromOutOfBand(buffer), true)
        if (this.#reader.consumeMarker() && !this.#portClosed) this.#port.postMessage(null)
      } else if (this.#portClosed || this.#reader.ended) {
        this.#close(this.#reader.ended ? undefined : this.#lost())
      } else if (this.#spinWait.begin()) {
        this.#deferSpin()
        break
      } else if (this.#reader.sleep()) {
        break
      }
    }
    this.#reading = false
    // Nothing more is read, so only the closed port shows that the connection is over.
    if (this.#portClosed && this.#state !== 'open') this.#close()
  }

  /** Spins in a later turn: the running code, and what it has deferred, answers first. */
  #deferSpin(): void {
    this.#isReadDeferred = true
    this.#defer(() => {
      this.#isReadDeferred = false
      this.#spinWait.spin(this.#isReady)
      this.#wake()
    })
  }

  #deferRead(): void {
    if (this.#isReadDeferred) return
    this.#isReadDeferred = true
    this.#defer(() => {
      this.#isReadDeferred = false
      this.#wake()
    })
  }

  /** Ends this side of the stream. The other end reads what is in the ring, and sees there that the stream has ended. */
  #finish(): void {
    this.#state = 'closing'
    this.#writer.end()
    this.#port.close()
  }

  /** Returns the error for a peer whose thread has ended. */
  #lost(): Error {
    return new Attempt('lost', this.remote).failed(Object.assign(new Error('its thread has ended'), { code: 'ECONNRESET' }))
  }

  #close(error?: Error): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#writer.end()
    this.#port.close()
    this.#handler?.closed(error ?? this.#failure)
  }
}
