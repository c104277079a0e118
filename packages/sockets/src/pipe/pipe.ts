/**
 * Pipes: two ends, and a queue of whole messages each way, each with its high-water mark. A socket holds one end (the socket end), its
 * session or another socket the other (the session end). What was written before an end closed can still be read.
 */
import { SharedMessage } from '@tszmq/zmtp-codec'
import type { Message, PageRange, PeerInfo, Run } from '@tszmq/zmtp-codec'
import { hasDetached, ownedCopy } from '@tszmq/zmtp-codec/internal'
import { Backlog } from './backlog.ts'
import type { ProtoError } from '../events/event.ts'
import type { Flusher } from './flusher.ts'
import { ReadyEntry } from './ready-list.ts'

/** The holder of one end. `write` never calls the owner of the end that is written to. */
export interface PipeOwner {
  /** There are messages to read; called once per flush. */
  readable(pipe: Pipe): void
  /** There is room again; called after `write` has returned false. */
  writable(pipe: Pipe): void
  /** The other end was closed. What it wrote can still be read; nothing can be written. */
  pipeClosed(pipe: Pipe): void
  /** A message for this end was dropped, because its sender transferred the memory of a frame to another thread. */
  detached?(pipe: Pipe): void
}

/** Accepts messages at once, so that they do not pass through the queue: the writer of a connection. */
export interface Outlet {
  /** Returns false if the message has to wait in the queue. Called from inside `write`, if the queue is empty. */
  offer(message: Message | SharedMessage): boolean
}

export interface PipeOptions {
  /** Maximum number of queued messages in the direction that this end writes; 0 means no limit. */
  readonly highWaterMark: number
  /** Keep only the last message in the direction that this end writes (ZMQ_CONFLATE). */
  readonly conflate: boolean
  /** The flusher that flushes what this end writes. Without one the code that writes flushes. */
  readonly flusher: Flusher | undefined
}

/** The vacancy of a pipe without a high-water mark. */
const UNLIMITED = 0x3fffffff

/** The owner of an end that is not used. */
export const NOBODY: PipeOwner = { readable: () => undefined, writable: () => undefined, pipeClosed: () => undefined }

export class Pipe {
  owner: PipeOwner = NOBODY
  /** The other end; set by `pair`. */
  peer: Pipe = this
  /** Gets what is written to this end, before it is queued. */
  outlet: Outlet | undefined = undefined
  /** Socket end: the peer, once its handshake is done. */
  info: PeerInfo | undefined = undefined
  /** Socket end: the endpoint that was bound or connected. */
  endpoint = ''
  /** Socket end: the address of the peer; empty while there is no connection. */
  remote = ''
  /** Socket end: the routing id that a ROUTER or STREAM uses for the peer. */
  routingId: Uint8Array | undefined = undefined
  /** Its entry in the list of a load balancer. */
  readonly writing = new ReadyEntry<Pipe>(this)
  /** Its entry in the list of a fair queue. */
  readonly reading = new ReadyEntry<Pipe>(this)
  /** Its index in the list of a distributor; -1 while it is in none. */
  position = -1
  /** Number of the last distribution that matched it. */
  mark = 0
  /** Why the socket closed this end, if it was because of the peer. The peer gets it in an ERROR command. */
  reason: ProtoError | undefined = undefined
  /** There is a connection between the two ends, so what is read here comes from another program. */
  wire = false
  /** There is no connection between the ends: frames that are read here are shared with their sender and its other receivers. */
  direct = false
  /** Frames that are read here get memory of their own. Only if `direct`. */
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

  /** Number of messages that wait to be read at this end. */
  get waiting(): number {
    return this.#backlog.size
  }

  /** True while both ends are open. */
  get open(): boolean {
    return this.#open && this.#peerOpen
  }

  /** True if one end is closed and all that was written to this end has been read. */
  get ended(): boolean {
    return !(this.#open && this.#peerOpen) && this.#backlog.size === 0
  }

  /** True at the high-water mark. The count of read messages is updated in steps of the low-water mark. */
  get full(): boolean {
    return this.#highWaterMark > 0 && this.#written - this.#peerRead >= this.#highWaterMark
  }

  /** Queues `message`. Returns false if the pipe is full, even after a flush, or closed; `writable` is called when there is room. */
  write(message: Message | SharedMessage): boolean {
    if (!this.#open || !this.#peerOpen || this.#muted) return false
    const { outlet } = this.peer
    if (outlet !== undefined && this.peer.#backlog.size === 0 && !this.#conflate && outlet.offer(message)) return true
    if (this.full && !this.room()) {
      this.#muted = true
      return false
    }
    this.#put(message)
    return true
  }

  /** Number of messages that can be written before the pipe is full; 0 if it accepts none. */
  get vacancy(): number {
    if (!this.#open || !this.#peerOpen || this.#muted) return 0
    return this.#highWaterMark === 0 ? UNLIMITED : this.#highWaterMark - (this.#written - this.#peerRead)
  }

  /** Writes the messages of `run`, at most `vacancy` of them. */
  writeRun(run: Run): void {
    this.#written += run.count
    this.peer.#backlog.pushRun(run)
    this.#markDirty()
  }

  /** Writes even above the high-water mark: for messages that must not be dropped, such as subscriptions. */
  force(message: Message): void {
    if (this.#open && this.#peerOpen) this.#put(message)
  }

  /** Returns whether there is room for a message; a full pipe is flushed first. */
  room(): boolean {
    if (!this.#open || !this.#peerOpen) return false
    if (this.full) this.flush()
    return !this.full
  }

  /** Has `writable` called when there is room again, without a `write` that failed. */
  mute(): void {
    this.#muted = true
  }

  /** Calls `readable` of the other end, if messages were written since the last flush. */
  flush(): void {
    if (!this.#dirty) return
    this.#dirty = false
    if (this.peer.#backlog.size > 0) this.peer.owner.readable(this.peer)
  }

  /** Returns the next message, with an array of frames of its own. */
  read(): Message | undefined {
    for (;;) {
      const item = this.#next()
      // The reader of a message owns its array of frames.
      const message = item instanceof SharedMessage ? [...item.frames] : item
      if (message === undefined || !this.direct) return message
      if (!hasDetached(message)) return this.owned ? ownedMessage(message) : message
      this.owner.detached?.(this)
    }
  }

  /** As `read`, for an engine: a message for several peers is not copied, and with `takesRanges` all messages of a range come at once. */
  next(takesRanges = false): Message | SharedMessage | PageRange | undefined {
    const range = takesRanges ? this.#backlog.takeRange() : undefined
    if (range === undefined) return this.#next()
    this.#countRead(range.count)
    return range
  }

  #next(): Message | SharedMessage | undefined {
    const message = this.#backlog.take()
    if (message !== undefined) this.#countRead(1)
    return message
  }

  #countRead(count: number): void {
    this.#read += count
    const uncredited = this.#read - this.#credited
    // In steps of the low-water mark, however many were read at once.
    if (uncredited >= this.#lowWaterMark) this.#credit(this.#read - (uncredited % this.#lowWaterMark))
  }

  /** Changes both high-water marks of a pipe in use: SNDHWM and RCVHWM take effect at once. With CONFLATE there are none. */
  setHighWaterMarks(outwards: number, inwards: number): void {
    this.#highWaterMark = this.#conflate ? 0 : outwards
    this.#lowWaterMark = lowWaterMark(inwards)
    if (this.#muted && !this.full) this.#unmute()
  }

  /** Drops the messages that wait to be read here, and returns their number. */
  discard(): number {
    const { size } = this.#backlog
    this.#backlog.clear()
    this.#read += size
    if (size > 0) this.#credit(this.#read)
    return size
  }

  /**
   * Closes this end. The other end can still read what was written to it. What waits to be read here is dropped, or with `keep` can still
   * be read.
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
    // In process frames are passed by reference, and with CONFLATE only one message waits: neither needs an encoded message.
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

  /** Reports to the other end that `read` messages were read in all. */
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

/** libzmq's compute_lwm: a writer that has to wait may write again when half of the high-water mark, rounded up, was read. */
function lowWaterMark(highWaterMark: number): number {
  return Math.max(1, Math.ceil(highWaterMark / 2))
}

function ownedMessage(message: Message): Message {
  return message.map(({ buffer, byteOffset, length }) => ownedCopy(buffer, byteOffset, length))
}
