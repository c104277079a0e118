/**
 * A connection between two threads of one process: a ring of bytes in each direction, and a port that wakes who sleeps. It dies with
 * either thread.
 */
import type { MessagePort } from 'node:worker_threads'
import { Attempt } from '../attempt.ts'
import { RingReader, RingWriter } from './byte-ring.ts'
import type { Conn, ConnHandler } from '../conn.ts'
import { isLarge, unwrap, wrap } from './parcel.ts'
import type { Parcel } from './parcel.ts'
import { Vigil } from './vigil.ts'
import type { Watch } from './vigil.ts'

/** Bytes of one `data` call at the most. */
const CHUNK = 65_536

/** Chunks that are read before others have their turn. */
const CHUNKS_A_TURN = 16

/** Bytes in parcels under way in one direction, beyond one. */
const PARCEL_BYTES = 4 * 1024 * 1024

/** Calls `fn` after pending I/O had its turn. */
export type Later = (fn: () => void) => void

/** One end of what both threads share. */
export interface ThreadChannel {
  readonly port: MessagePort
  readonly incoming: SharedArrayBuffer
  readonly outgoing: SharedArrayBuffer
}

export class ThreadConn implements Conn {
  readonly framing = 'stream'
  readonly peerAddress = ''
  readonly local: string
  readonly remote: string
  readonly #port: MessagePort
  readonly #reader: RingReader
  readonly #writer: RingWriter
  #handler: ConnHandler | undefined = undefined
  /** What the ring had no room for. */
  #rest: Uint8Array[] = []
  /** The first of them has gone in part. */
  #begun = false
  /** Sizes of parcels that were sent, of which the last may not be taken yet. */
  readonly #sent: number[] = []
  /** Parcels that have come and are not due yet. */
  readonly #parcels: Parcel[] = []
  #held = 0
  #state: 'open' | 'ending' | 'closing' | 'closed' = 'open'
  #paused = false
  #reading = false
  readonly #later: Later
  readonly #vigil: Vigil
  readonly #came = (): boolean => this.#reader.ready
  #readsLater = false
  /** The other end is gone: what it wrote is still read. */
  #portClosed = false
  #failure: Error | undefined = undefined

  constructor({ port, incoming, outgoing }: ThreadChannel, endpoint: string, later: Later, watch: Watch) {
    this.#later = later
    this.#vigil = new Vigil(watch)
    this.#port = port
    this.#reader = new RingReader(incoming)
    this.#writer = new RingWriter(outgoing)
    this.local = endpoint
    this.remote = endpoint
  }

  get held(): number {
    return this.#held
  }

  start(handler: ConnHandler): void {
    this.#handler = handler
    this.#port.on('message', (parcel: Parcel | null) => {
      if (parcel !== null) this.#parcels.push(parcel)
      this.#wake()
    })
    this.#port.on('close', () => {
      this.#portClosed = true
      this.#wake()
    })
    this.#readLater()
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
    this.#readLater()
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
    this.#part()
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

  /** As much as there is room for, until there is none. */
  #flush(): void {
    for (let asked = false; this.#rest.length > 0;) {
      if (this.#put()) continue
      if (asked) break
      // What was taken before that is not told of.
      this.#writer.wait()
      asked = true
    }
    if (this.#writer.rouse()) this.#port.postMessage(null)
    if (this.#rest.length === 0 && this.#state === 'ending') this.#part()
  }

  /** Some of the first of what is left, or all of it. False: there is no room. */
  #put(): boolean {
    const first = this.#rest[0] as Uint8Array
    if (first.length === 0) return this.#fail()
    if (!this.#begun && isLarge(first)) {
      if (!this.#roomForParcel()) return false
      const { parcel, transfer } = wrap(first)
      this.#sent.push(first.length)
      this.#writer.placeParcel()
      this.#port.postMessage(parcel, transfer)
      this.#done(first)
      return true
    }
    const written = this.#writer.write(first)
    if (written === first.length) this.#done(first)
    else {
      this.#held -= written
      this.#rest[0] = first.subarray(written)
      this.#begun = true
    }
    return written > 0
  }

  /** Memory that was transferred before the ring had room for it: what follows in the stream would make no sense. */
  #fail(): boolean {
    const error = Object.assign(new Error('the memory of a frame was transferred before it could be sent'), { code: 'EFAULT' })
    this.#failure = new Attempt('lost', this.remote).failed(error)
    this.destroy()
    return false
  }

  #done(first: Uint8Array): void {
    this.#rest.shift()
    this.#held -= first.length
    this.#begun = false
  }

  #roomForParcel(): boolean {
    const under = this.#writer.parcels
    this.#sent.splice(0, this.#sent.length - under)
    return under === 0 || (this.#writer.roomForParcel && this.#sent.reduce((sum, size) => sum + size) < PARCEL_BYTES)
  }

  #read(): void {
    if (this.#reading || this.#readsLater || this.#handler === undefined) return
    this.#reading = true
    for (let chunks = 0; this.#state === 'open' && !this.#paused;) {
      const chunk = this.#reader.peek(CHUNK)
      if (chunk !== undefined) {
        if (chunks++ === CHUNKS_A_TURN) {
          this.#readLater()
          break
        }
        this.#vigil.end()
        this.#handler.data(chunk)
        if (this.#reader.release(chunk.length) && !this.#portClosed) this.#port.postMessage(null)
      } else if (this.#reader.parcelDue && (this.#parcels.length > 0 || !this.#portClosed)) {
        const parcel = this.#parcels.shift()
        if (parcel === undefined) break // the port brings it
        chunks++
        this.#vigil.end()
        this.#handler.data(unwrap(parcel), true)
        if (this.#reader.takeParcel() && !this.#portClosed) this.#port.postMessage(null)
      } else if (this.#portClosed || this.#reader.ended) {
        this.#close(this.#reader.ended ? undefined : this.#lost())
      } else if (this.#vigil.begin()) {
        this.#stayAwake()
        break
      } else if (this.#reader.sleep()) {
        break
      }
    }
    this.#reading = false
    // Nothing more is read, so only the port can tell that all is over.
    if (this.#portClosed && this.#state !== 'open') this.#close()
  }

  /** What came is answered before: the running code, and what it has deferred, is done then. */
  #stayAwake(): void {
    this.#readsLater = true
    this.#later(() => {
      this.#readsLater = false
      this.#vigil.keep(this.#came)
      this.#wake()
    })
  }

  #readLater(): void {
    if (this.#readsLater) return
    this.#readsLater = true
    this.#later(() => {
      this.#readsLater = false
      this.#wake()
    })
  }

  /** Our part is done: the other end reads what is there, and knows from the ring that it is all. */
  #part(): void {
    this.#state = 'closing'
    this.#writer.end()
    this.#port.close()
  }

  /** The thread of the other end has died. */
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
