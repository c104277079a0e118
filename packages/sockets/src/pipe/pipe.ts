/**
 * Pipes: two ends, a queue of whole messages each way, each with its high-water mark. A full pipe refuses to be written; what
 * was written before an end closed can still be read.
 */
import { SharedMessage } from '@tszmq/zmtp-codec'
import type { Message, PageRange, PeerInfo, Run } from '@tszmq/zmtp-codec'
import { hasDetached, ownedCopy } from '@tszmq/zmtp-codec/internal'
import { Backlog } from './backlog.ts'
import type { ProtoError } from '../events/event.ts'
import type { Flusher } from './flusher.ts'
import { ReadyEntry } from './ready-list.ts'

/** Who holds an end. Nothing is ever called from inside `write` on the writer's own side. */
export interface PipeOwner {
  /** There is something to read, once per flush. */
  readable(pipe: Pipe): void
  /** After `write` was refused: it need not be any more. */
  writable(pipe: Pipe): void
  /** The other end was closed. What it wrote can still be read; nothing can be written. */
  pipeClosed(pipe: Pipe): void
  /** A message for this end is lost: its sender transferred the memory of one of its frames. */
  detached?(pipe: Pipe): void
}

/** Who takes messages on the spot, so that they need not wait in the queue of an end: a session whose connection is free. */
export interface Outlet {
  /** False: not now, let it wait. Called from inside `write`, when nothing else waits. */
  take(message: Message | SharedMessage): boolean
}

export interface PipeOptions {
  /** Messages that may wait in the direction this end writes; 0 is no limit. */
  readonly highWaterMark: number
  /** Keep only the last message in the direction this end writes (ZMQ_CONFLATE). */
  readonly conflate: boolean
  /** Where this end asks to be flushed; without one its writer flushes. */
  readonly flusher: Flusher | undefined
}

/** The vacancy of a pipe without a mark. */
const UNLIMITED = 0x3fffffff

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
  /** Why the socket closed this end, if the peer is to blame; the peer is told. */
  reason: ProtoError | undefined = undefined
  /** There is a wire between the two ends, and so a peer that may speak nonsense. */
  wire = false
  /** Frames are read as they were written, without a wire between: they are the sender's, and those of all its receivers. */
  direct = false
  /** Of what is read here each frame owns its memory. Only where it is direct. */
  owned = false
  readonly #backlog = new Backlog()
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
    return this.#backlog.size
  }

  /** Both ends are still open. */
  get open(): boolean {
    return this.#open && this.#peerOpen
  }

  /** One end is closed and all that was written to this one has been read. */
  get ended(): boolean {
    return !(this.#open && this.#peerOpen) && this.#backlog.size === 0
  }

  /** At its high-water mark, as far as this end knows: the reader tells in steps of the low-water mark. */
  get full(): boolean {
    return this.#highWaterMark > 0 && this.#written - this.#peerRead >= this.#highWaterMark
  }

  /** False: over the high-water mark or closed, not taken. A full pipe flushes itself once before it refuses. */
  write(message: Message | SharedMessage): boolean {
    if (!this.#open || !this.#peerOpen || this.#muted) return false
    const { outlet } = this.peer
    if (outlet !== undefined && this.peer.#backlog.size === 0 && !this.#conflate && outlet.take(message)) return true
    if (this.full && !this.room()) {
      this.#muted = true
      return false
    }
    this.#put(message)
    return true
  }

  /** How many messages can be written before this end is full; 0 if it takes none. */
  get vacancy(): number {
    if (!this.#open || !this.#peerOpen || this.#muted) return 0
    return this.#highWaterMark === 0 ? UNLIMITED : this.#highWaterMark - (this.#written - this.#peerRead)
  }

  /** Writes the messages of `run`, of which there must be no more than there is `vacancy`. */
  writeRun(run: Run): void {
    this.#written += run.count
    this.peer.#backlog.pushRun(run)
    this.#markDirty()
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
    if (this.peer.#backlog.size > 0) this.peer.owner.readable(this.peer)
  }

  read(): Message | undefined {
    for (;;) {
      const item = this.#next()
      // Whoever reads a message owns the list of its frames.
      const message = item instanceof SharedMessage ? [...item.frames] : item
      if (message === undefined || !this.direct) return message
      if (!hasDetached(message)) return this.owned ? ownedMessage(message) : message
      this.owner.detached?.(this)
    }
  }

  /** As `read`, for an engine: a message for several peers as such, and if it `takesRanges`, all messages of a range at once. */
  next(takesRanges = false): Message | SharedMessage | PageRange | undefined {
    const range = takesRanges ? this.#backlog.takeRange() : undefined
    if (range === undefined) return this.#next()
    this.#taken(range.count)
    return range
  }

  #next(): Message | SharedMessage | undefined {
    const message = this.#backlog.take()
    if (message !== undefined) this.#taken(1)
    return message
  }

  #taken(count: number): void {
    this.#read += count
    const untold = this.#read - this.#credited
    // In steps of the low-water mark, however many were read at once.
    if (untold >= this.#lowWaterMark) this.#credit(this.#read - (untold % this.#lowWaterMark))
  }

  /** Changes both high-water marks while in use (features: SNDHWM and RCVHWM act on existing pipes). CONFLATE knows none. */
  setHighWaterMarks(outwards: number, inwards: number): void {
    this.#highWaterMark = this.#conflate ? 0 : outwards
    this.#lowWaterMark = lowWaterMark(inwards)
    if (this.#muted && !this.full) this.#unmute()
  }

  /** Throws away what waits to be read here; returns how many messages that were. */
  discard(): number {
    const { size } = this.#backlog
    this.#backlog.clear()
    this.#read += size
    if (size > 0) this.#credit(this.#read)
    return size
  }

  /**
   * Closes this end: what was written stays for the other end to read; what waits here is gone, or with `keep` can still be
   * read.
   */
  close(keep = false): void {
    if (!keep) this.#backlog.clear()
    if (!this.#open) return
    this.#open = false
    this.#dirty = false
    this.peer.#peerOpen = false
    this.peer.owner.pipeClosed(this.peer)
  }

  #put(message: Message | SharedMessage): void {
    const backlog = this.peer.#backlog
    if (this.#conflate && backlog.take() !== undefined) this.#written--
    // In process frames go by reference, and with CONFLATE only one message waits.
    if (this.wire && !this.#conflate && message instanceof SharedMessage) backlog.pushShared(message)
    else backlog.push(message)
    this.#written++
    this.#markDirty()
  }

  #markDirty(): void {
    if (this.#dirty) return
    this.#dirty = true
    this.#flusher?.add(this)
  }

  /** Tells the writer that `read` messages were read in all. */
  #credit(read: number): void {
    this.#credited = read
    const writer = this.peer
    writer.#peerRead = read
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

function ownedMessage(message: Message): Message {
  return message.map(({ buffer, byteOffset, length }) => ownedCopy(buffer, byteOffset, length))
}
