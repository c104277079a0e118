/**
 * Pipes: two ends, a queue of whole messages each way, each with its high-water mark. A full pipe refuses to be written; what
 * was written before an end closed can still be read.
 */
import type { Message, PeerInfo } from '@tszmq/zmtp-codec'
import type { Flusher } from './flusher.ts'
import { ReadyEntry } from './ready-list.ts'
import { Ring } from './ring.ts'

/** Who holds an end. Nothing is ever called from inside `write` on the writer's own side. */
export interface PipeOwner {
  /** There is something to read, once per flush. */
  readable(pipe: Pipe): void
  /** After `write` was refused: it need not be any more. */
  writable(pipe: Pipe): void
  /** The other end was closed. What it wrote can still be read; nothing can be written. */
  pipeClosed(pipe: Pipe): void
}

/** Who takes messages on the spot, so that they need not wait in the queue of an end: a session whose connection is free. */
export interface Outlet {
  /** False: not now, let it wait. Called from inside `write`, when nothing else waits. */
  take(message: Message): boolean
}

export interface PipeOptions {
  /** Messages that may wait in the direction this end writes; 0 is no limit. */
  readonly highWaterMark: number
  /** Keep only the last message in the direction this end writes (ZMQ_CONFLATE). */
  readonly conflate: boolean
  /** Where this end asks to be flushed; without one its writer flushes. */
  readonly flusher: Flusher | undefined
}

/** Holds an end that nobody serves. */
export const NOBODY: PipeOwner = { readable: () => undefined, writable: () => undefined, pipeClosed: () => undefined }

export class Pipe {
  owner: PipeOwner = NOBODY
  /** The other end; set by `pair`. */
  peer: Pipe = this
  /** Who takes what is written to this end before it has to wait. */
  outlet: Outlet | undefined = undefined
  /** Who is at the far side of it, once that is known. */
  info: PeerInfo | undefined = undefined
  /** The endpoint it was made for, as `bind` or `connect` got it. */
  endpoint = ''
  /** Where the peer is: its endpoint, '' while there is no connection. */
  remote = ''
  /** A ROUTER's name for the peer. */
  routingId: Uint8Array | undefined = undefined
  /** Its place among the pipes a load balancer writes to. */
  readonly writing = new ReadyEntry<Pipe>(this)
  /** Its place among the pipes a fair queue reads from. */
  readonly reading = new ReadyEntry<Pipe>(this)
  /** Its index in the list of a distributor; -1 while it is in none. */
  position = -1
  /** Stamp of the last distribution that chose it. */
  mark = 0
  /** There is a wire between the two ends, and so a peer that may speak nonsense. */
  wire = false
  readonly #queue = new Ring<Message>()
  readonly #flusher: Flusher | undefined
  readonly #conflate: boolean
  #highWaterMark: number
  #lowWaterMark = 1
  #written = 0
  #peerRead = 0
  #read = 0
  #credited = 0
  #muted = false
  #dirty = false
  #open = true
  #peerOpen = true

  private constructor(options: PipeOptions) {
    this.#highWaterMark = options.highWaterMark
    this.#conflate = options.conflate
    this.#flusher = options.flusher
  }

  /** Two ends of one pipe. */
  static pair(a: PipeOptions, b: PipeOptions): [Pipe, Pipe] {
    const first = new Pipe(a)
    const second = new Pipe(b)
    first.peer = second
    second.peer = first
    first.#lowWaterMark = lowWaterMark(b.highWaterMark)
    second.#lowWaterMark = lowWaterMark(a.highWaterMark)
    return [first, second]
  }

  /** Messages waiting to be read at this end. */
  get waiting(): number {
    return this.#queue.size
  }

  /** Both ends are still open. */
  get open(): boolean {
    return this.#open && this.#peerOpen
  }

  /** One end is closed and all that was written to this one has been read. */
  get ended(): boolean {
    return !(this.#open && this.#peerOpen) && this.#queue.size === 0
  }

  /** At its high-water mark, as far as this end knows: the reader tells in steps of the low-water mark. */
  get full(): boolean {
    return this.#highWaterMark > 0 && this.#written - this.#peerRead >= this.#highWaterMark
  }

  /** False: over the high-water mark or closed, not taken. A full pipe flushes itself once before it refuses. */
  write(message: Message): boolean {
    if (!this.#open || !this.#peerOpen || this.#muted) return false
    const { outlet } = this.peer
    if (outlet !== undefined && this.peer.#queue.size === 0 && !this.#conflate && outlet.take(message)) return true
    if (this.full && !this.room()) {
      this.#muted = true
      return false
    }
    this.#put(message)
    return true
  }

  /** Writes whatever the high-water mark says: for what a socket must not lose, such as subscriptions. */
  force(message: Message): void {
    if (this.#open && this.#peerOpen) this.#put(message)
  }

  /** Whether the next `write` will be taken, after trying to make it so. */
  room(): boolean {
    if (!this.#open || !this.#peerOpen) return false
    if (this.full) this.flush()
    return !this.full
  }

  /** Ask to be told by `writable` when there is room again, without having written. */
  mute(): void {
    this.#muted = true
  }

  /** Tells the other end that there is something to read, if there is. */
  flush(): void {
    if (!this.#dirty) return
    this.#dirty = false
    if (this.peer.#queue.size > 0) this.peer.owner.readable(this.peer)
  }

  read(): Message | undefined {
    const message = this.#queue.take()
    if (message === undefined) return undefined
    if (++this.#read - this.#credited >= this.#lowWaterMark) this.#credit()
    return message
  }

  /** Changes both high-water marks while in use (features: SNDHWM and RCVHWM act on existing pipes). CONFLATE knows none. */
  setHighWaterMarks(outwards: number, inwards: number): void {
    this.#highWaterMark = this.#conflate ? 0 : outwards
    this.#lowWaterMark = lowWaterMark(inwards)
    if (this.#muted && !this.full) this.#unmute()
  }

  /** Throws away what waits to be read here; returns how many messages that were. */
  discard(): number {
    const size = this.#queue.size
    this.#queue.clear()
    this.#read += size
    if (size > 0) this.#credit()
    return size
  }

  /**
   * Closes this end: what was written stays for the other end to read; what waits here is gone, or with `keep` can still be
   * read.
   */
  close(keep = false): void {
    if (!keep) this.#queue.clear()
    if (!this.#open) return
    this.#open = false
    this.#dirty = false
    this.peer.#peerOpen = false
    this.peer.owner.pipeClosed(this.peer)
  }

  #put(message: Message): void {
    const queue = this.peer.#queue
    if (this.#conflate && queue.size > 0) {
      queue.take()
      this.#written--
    }
    queue.push(message)
    this.#written++
    if (this.#dirty) return
    this.#dirty = true
    this.#flusher?.add(this)
  }

  #credit(): void {
    this.#credited = this.#read
    const writer = this.peer
    writer.#peerRead = this.#read
    if (writer.#muted && writer.#open && !writer.full) writer.#unmute()
  }

  #unmute(): void {
    this.#muted = false
    if (this.#peerOpen) this.owner.writable(this)
  }
}

/** libzmq's compute_lwm: a muted writer hears again when half of the mark, rounded up, has been read. */
function lowWaterMark(highWaterMark: number): number {
  return Math.max(1, Math.ceil(highWaterMark / 2))
}
