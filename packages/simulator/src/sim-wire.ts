/**
 * One direction of a simulated connection: what was written is held, taken by the system as its window allows, travels, and is
 * read in pieces. Bytes are never lost, doubled or reordered here but by a break or a black hole.
 */
import { RANK } from './event-heap.ts'
import type { SimEvent } from './event-heap.ts'
import { Marks } from './sim-marks.ts'
import type { SimWorld } from './sim-world.ts'

/** How a connection behaves when nothing goes wrong. Bandwidth in bytes per millisecond. */
export interface LinkProfile {
  readonly minLatency: number
  readonly maxLatency: number
  readonly bandwidth: number
  /** Bytes the system takes before they are read at the other end. */
  readonly window: number
}

/** What comes after the last byte: an orderly end, or a break. */
export type WireEnd = 'fin' | 'rst'

interface Flight {
  readonly at: number
  readonly what: Uint8Array | WireEnd
}

export interface WireEnds {
  /** There is something to read. */
  arrived(): void
  /** The system has taken all that was held. */
  taken(): void
  /** Nothing passes for the time being. */
  cut(): boolean
  readonly sender: SimEvent['host']
}

export class SimWire {
  /** Nothing arrives any more, and nobody is told. */
  blackHole = false
  /** A break came while the writer held bytes. */
  brokenWithBytes = false
  readonly marks = new Marks()
  readonly #world: SimWorld
  readonly #profile: LinkProfile
  readonly #ends: WireEnds
  /** By reference, as a transport may keep them: whoever changes one before it was taken changes the message. */
  #held: Uint8Array[] = []
  #heldBytes = 0
  #window = 0
  #flight: Flight[] = []
  #unread: Uint8Array[] = []
  /** Bytes of the first piece that were read already. */
  #start = 0
  #unreadBytes = 0
  /** When bytes came to the far end last. */
  lastBytes = 0
  #end: WireEnd | undefined = undefined
  #ended = false
  #lastArrival = 0
  #waking = false

  constructor(world: SimWorld, profile: LinkProfile, ends: WireEnds) {
    this.#world = world
    this.#profile = profile
    this.#ends = ends
  }

  /** An end or a break was written, or put in between. */
  get ended(): boolean {
    return this.#ended
  }

  get held(): number {
    return this.#heldBytes
  }

  get unread(): number {
    return this.#unreadBytes
  }

  /** What follows the bytes that can be read: known once it has arrived. */
  get end(): WireEnd | undefined {
    return this.#end
  }

  write(buffers: readonly Uint8Array[]): void {
    if (this.#heldBytes === 0) this.marks.beginBatch()
    for (const buffer of buffers) {
      this.marks.written(buffer)
      // After a break or an end in between, the writer goes on until it hears of it.
      if (this.#ended || buffer.length === 0) continue
      this.#held.push(buffer)
      this.#heldBytes += buffer.length
    }
    this.#take()
  }

  /** Follows all that was written. */
  finish(end: WireEnd): void {
    if (this.#ended) return
    this.#ended = true
    this.#fly(end)
  }

  /** Everything under way is gone; `end` is all that is still to be seen. */
  break(end: WireEnd): void {
    this.brokenWithBytes = this.#heldBytes > 0
    this.forget()
    this.#flight = []
    this.#ended = true
    this.#fly(end)
  }

  /** The writer is gone with what it held. */
  forget(): void {
    this.#held = []
    this.#heldBytes = 0
  }

  /** The reader is gone: the rest is thrown away as it comes. */
  discard(): void {
    this.#opened(this.#unreadBytes)
    this.#unread = []
    this.#start = 0
    this.#unreadBytes = 0
  }

  /** Up to `max` bytes of one piece, copied into `into`. Returns how many. */
  read(into: Uint8Array, max: number): number {
    const first = this.#unread[0]
    if (first === undefined) return 0
    const start = this.#start
    const size = Math.min(first.length - start, max, into.length)
    // Byte by byte is what most reads of a narrow link are.
    if (size === 1) into[0] = first[start] as number
    else into.set(start === 0 && size === first.length ? first : first.subarray(start, start + size))
    if (start + size === first.length) {
      this.#unread.shift()
      this.#start = 0
    } else this.#start = start + size
    this.#unreadBytes -= size
    this.marks.read(size)
    this.#opened(size)
    return size
  }

  /** What waited for the cut to heal travels on. */
  healed(): void {
    if (this.#flight.length > 0) this.#world.at(this.#world.now + this.#latency(), RANK.wire, undefined, () => this.#arrive())
  }

  #take(): void {
    while (this.#heldBytes > 0 && this.#window < this.#profile.window) {
      const first = this.#held[0] as Uint8Array
      const size = Math.min(first.length, this.#profile.window - this.#window)
      if (size === first.length) this.#held.shift()
      else this.#held[0] = first.subarray(size)
      this.#heldBytes -= size
      this.#window += size
      const copy = new Uint8Array(size)
      copy.set(size < first.length ? first.subarray(0, size) : first)
      this.#fly(copy)
    }
  }

  #fly(what: Uint8Array | WireEnd): void {
    const size = typeof what === 'string' ? 1 : what.length
    const at = Math.max(this.#lastArrival, this.#world.now + this.#latency()) + size / this.#profile.bandwidth
    this.#lastArrival = at
    this.#flight.push({ at, what })
    this.#world.at(at, RANK.wire, undefined, () => this.#arrive())
  }

  #arrive(): void {
    if (this.blackHole) this.#flight = []
    if (this.#flight.length === 0 || this.#ends.cut()) return
    let next = this.#flight[0]
    while (next !== undefined && next.at <= this.#world.now) {
      this.#flight.shift()
      if (typeof next.what === 'string') this.#end = next.what
      else {
        this.lastBytes = this.#world.now
        this.#unread.push(next.what)
        this.#unreadBytes += next.what.length
      }
      next = this.#flight[0]
    }
    this.#ends.arrived()
  }

  /** Room in the window is known to the writer a latency later. */
  #opened(size: number): void {
    if (size === 0 || this.blackHole) return
    this.#world.at(this.#world.now + this.#latency(), RANK.wire, undefined, () => {
      this.#window -= size
      if (this.#waking || this.#heldBytes === 0) return
      this.#waking = true
      this.#world.at(this.#world.now, RANK.io, this.#ends.sender, () => this.#wake())
    })
  }

  /** The sender's turn: its event loop hands on what it held. */
  #wake(): void {
    this.#waking = false
    this.#take()
    if (this.#heldBytes === 0) this.#ends.taken()
  }

  #latency(): number {
    return this.#world.between(this.#profile.minLatency, this.#profile.maxLatency)
  }
}
