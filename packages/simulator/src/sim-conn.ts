/** One end of a simulated connection. It implements `Conn` exactly. A handler cannot keep received data, since the buffer is overwritten. */
import type { Conn, ConnHandler } from '@tszmq/transports'
import { TransportError } from '@tszmq/transports'
import { RANK } from './event-heap.ts'
import type { SimRuntime } from './sim-runtime.ts'
import type { SimWire } from './sim-wire.ts'

/** Milliseconds that an orderly close waits for the peer, as in the real transports. */
const CLOSING_MS = 1000

/** A peer of any ZMTP version has sent more than this number of bytes after its handshake. */
const GREETING = 12

/** All connections share this buffer. It is overwritten after every read, so a test notices code that keeps a view of it. */
const READ_BUFFER = Buffer.alloc(65_536)

/** Most bytes that may be written and not yet sent: a batch of 64 KiB, two messages of the largest size and some PINGs. */
const MOST_HELD = 65_536 + 2 * 72_000 + 4_096

/** Returns how many of the available bytes the next read delivers. */
export type Chunking = (available: number, readSoFar: number) => number

/** Receives reports about a connection. */
export interface ConnWatcher {
  /** Milliseconds of silence after which the program may treat the peer as dead. 0 disables the check. */
  readonly patience: number
  gone(): void
  /** Reports something that a program must not do. */
  wrong(what: string): void
}

export class SimConn implements Conn {
  readonly framing = 'stream'
  readonly local: string
  readonly remote: string
  readonly peerAddress = '10.0.0.1'
  readonly runtime: SimRuntime
  /** The other end. It is set after both ends are made. */
  peer: SimConn = this
  incoming!: SimWire
  outgoing!: SimWire
  readonly #chunking: Chunking
  readonly #watcher: ConnWatcher
  #handler: ConnHandler | undefined = undefined
  #state: 'open' | 'ending' | 'destroyed' | 'closed' = 'open'
  #paused = false
  #stuck = false
  #reading = false
  #waitsForDrain = false
  #finished = false
  #peerEnded = false
  #incomplete = false
  #readSoFar = 0
  /** Chunks read so far. */
  reads = 0
  /** Virtual time at which the connection was made. */
  readonly since: number
  /** `ConnWatcher.patience`. */
  readonly #patience: number
  #unstuckAt = -Infinity
  #error: Error | undefined = undefined
  #cancelClosing: (() => void) | undefined = undefined

  constructor(runtime: SimRuntime, names: { local: string; remote: string }, chunking: Chunking, watcher: ConnWatcher) {
    this.runtime = runtime
    this.local = names.local
    this.remote = names.remote
    this.since = runtime.world.now
    this.#chunking = chunking
    this.#watcher = watcher
    this.#patience = watcher.patience
  }

  get held(): number {
    return this.#state === 'closed' ? 0 : this.outgoing.held
  }

  get incomplete(): boolean {
    return this.#incomplete
  }

  get open(): boolean {
    return this.#state === 'open'
  }

  /** True if a connection that was in use has received nothing for 2.5 s, and never will. Heartbeats should have closed it. */
  get dead(): boolean {
    const { incoming, runtime } = this
    const { now } = runtime.world
    const unread = this.#paused || this.#stuck
    return (
      runtime.alive &&
      this.open &&
      !unread &&
      incoming.blackHole &&
      incoming.lastBytes - this.since > 1000 &&
      now - incoming.lastBytes > 2500
    )
  }

  /** True if both ends are open, both wires deliver, and each end has read more than `GREETING` bytes. */
  get works(): boolean {
    const { peer } = this
    const heard = this.#readSoFar > GREETING && peer.#readSoFar > GREETING
    const passes = (wire: SimWire): boolean => !wire.blackHole && !wire.ended
    return heard && this.open && peer.open && passes(this.incoming) && passes(this.outgoing)
  }

  start(handler: ConnHandler): void {
    this.#handler = handler
    if (this.#state === 'closed') this.#soon(() => handler.closed(this.#error))
    else this.arrived()
  }

  write(buffers: readonly Uint8Array[]): boolean {
    if (this.#state !== 'open') {
      // The connection is not open, so these buffers are lost.
      for (const buffer of buffers) this.outgoing.marks.written(buffer)
      return false
    }
    // A write also detects that the peer has reset the connection, even while reading is paused.
    if (this.incoming.end === 'rst') this.#soon(() => this.#lost())
    this.outgoing.write(buffers)
    if (this.outgoing.held > MOST_HELD) this.#watcher.wrong(`${this.local} wrote on: ${this.outgoing.held} bytes are held`)
    if (this.outgoing.held === 0) return true
    this.#waitsForDrain = true
    return false
  }

  pause(): void {
    if (this.#state === 'open') this.#paused = true
  }

  resume(): void {
    if (this.#state !== 'open') return
    this.#paused = false
    this.arrived()
  }

  /** With true, this end stops reading, as a busy reader does. With false, it reads again. */
  stick(stuck: boolean): void {
    if (this.#stuck) this.#unstuckAt = this.runtime.world.now
    this.#stuck = stuck
    this.arrived()
  }

  end(): void {
    if (this.#state !== 'open') return
    this.#state = 'ending'
    this.arrived()
    if (this.outgoing.held === 0) this.#finish()
  }

  destroy(): void {
    if (this.#state === 'closed' || this.#state === 'destroyed') return
    if (this.#state === 'open') this.#checkPatience()
    this.#destroy()
  }

  #destroy(): void {
    if (this.#state === 'closed' || this.#state === 'destroyed') return
    this.#cut()
    this.#state = 'destroyed'
    this.#error = undefined
    this.outgoing.forget()
    this.outgoing.finish(this.incoming.unread > 0 ? 'rst' : 'fin')
    this.incoming.discard()
    this.#soon(() => this.#close())
  }

  ref(): void {}
  unref(): void {}

  // ---- calls from the wires

  /** Called by the incoming wire. Schedules a read if bytes, an end or a reset wait there. */
  arrived(): void {
    if (this.#state === 'destroyed' || this.#state === 'closed') return this.#refuse()
    if (this.#reading || this.#handler === undefined) return
    // A write waits for drain, but the peer has reset the connection: close it, even while reading is paused.
    if (this.#waitsForDrain && this.incoming.end === 'rst') return this.#soon(() => this.#lost())
    if (this.#state === 'open' && (this.#paused || this.#stuck)) return
    if (this.incoming.unread === 0 && this.incoming.end === undefined) return
    this.#reading = true
    this.#soon(() => this.#read())
  }

  taken(): void {
    if (this.#state === 'ending') return this.#finish()
    if (!this.#waitsForDrain || this.#state !== 'open') return
    this.#waitsForDrain = false
    this.#handler?.drain()
  }

  // ---- inside

  #read(): void {
    this.#reading = false
    if (this.#state === 'open' && (this.#paused || this.#stuck)) return
    if (this.#state === 'destroyed' || this.#state === 'closed') return
    const { incoming } = this
    if (incoming.unread === 0) return this.#readEnd()
    if (this.#state === 'ending') incoming.discard()
    else {
      this.reads++
      const size = incoming.read(READ_BUFFER, this.#chunking(incoming.unread, this.#readSoFar))
      this.#readSoFar += size
      this.runtime.world.trace.count(size)
      this.#handler?.data(READ_BUFFER.subarray(0, size))
      if (size === 1) READ_BUFFER[0] = 0xdd
      else READ_BUFFER.fill(0xdd, 0, size)
    }
    this.arrived()
  }

  #readEnd(): void {
    if (this.incoming.end === 'rst') return this.#lost()
    if (this.incoming.end === undefined || this.#peerEnded) return
    this.#peerEnded = true
    if (this.#finished) return this.#close()
    this.#state = 'ending'
    if (this.outgoing.held === 0) this.#finish()
    else this.#closeSoon()
  }

  #finish(): void {
    if (!this.#finished) this.outgoing.finish('fin')
    this.#finished = true
    if (this.#peerEnded) this.#close()
    else this.#closeSoon()
  }

  #closeSoon(): void {
    this.#cancelClosing ??= this.runtime.after(CLOSING_MS, () => this.#destroy())
  }

  #lost(): void {
    if (this.#state === 'closed' || this.#state === 'destroyed') return
    this.#error = new TransportError('ECONNRESET', `the connection to ${this.remote} was lost: it was reset`, this.remote)
    this.#close()
  }

  /** The connection ends while bytes are held. The socket counts the messages of that batch as lost. */
  #cut(): void {
    if (this.#incomplete || (this.outgoing.held === 0 && !this.outgoing.brokenWithBytes)) return
    this.#incomplete = true
    // A socket that closes is not asked any more what it lost.
    if (this.runtime.closing === 0) for (const id of this.outgoing.marks.batch) this.runtime.world.inFlight.add(id)
  }

  /** This end is closed. If the peer still sends bytes, discards them and resets the connection. */
  #refuse(): void {
    if (this.incoming.unread === 0) return
    this.incoming.discard()
    this.outgoing.break('rst')
  }

  #close(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#cancelClosing?.()
    this.#cut()
    this.outgoing.forget()
    this.outgoing.finish('fin')
    this.#watcher.gone()
    this.#handler?.closed(this.#error)
  }

  /**
   * Reports a program that destroys an open connection too early. It may do so while it closes its sockets, after `patience` milliseconds
   * of silence, and if this end could not read.
   */
  #checkPatience(): void {
    const { runtime, incoming } = this
    const patience = this.#patience
    const { now } = runtime.world
    const silence = now - incoming.lastBytes
    // Rounding: times are sums of fractions.
    if (patience === 0 || runtime.closing > 0 || silence > patience - 0.001) return
    if (this.#stuck || now - this.#unstuckAt < patience) return
    this.#watcher.wrong(`${this.local} gave up ${this.remote} after ${silence.toFixed(1)} ms of silence, less than ${patience}`)
  }

  #soon(run: () => void): void {
    const { world } = this.runtime
    world.at(world.now, RANK.io, this.runtime, run)
  }
}
