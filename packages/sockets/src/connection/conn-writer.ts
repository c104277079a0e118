/** The sending half of a connection: encodes the messages of a pipe and writes them to the conn in batches. */
import type { Conn } from '@tszmq/transports'
import type { Engine, Message, SharedMessage } from '@tszmq/zmtp-codec'
import { PageRange } from '@tszmq/zmtp-codec'
import { hasDetached } from '@tszmq/zmtp-codec/internal'
import type { Outlet, Pipe } from '../pipe/pipe.ts'
import type { SocketPort } from '../socket/socket-port.ts'
import { isOversize } from './session-error.ts'

/** Bytes of one batch: when so many are encoded, they are written before more is encoded. */
const BATCH_BYTES = 65_536

/** The session that a writer belongs to. */
export interface ConnWriterOwner {
  /** A message could not be encrypted, or exceeded a limit: the connection must close. */
  fail(error: Error): void
  /** The socket has closed its end of the pipe, and all its messages are written. */
  finished(pipe: Pipe): void
}

export class ConnWriter implements Outlet {
  /** The session end of the pipe whose messages are written; undefined before the handshake and after the end. */
  pipe: Pipe | undefined = undefined
  /** Messages that were encoded since the transport last held no bytes. */
  #encoded = 0
  readonly #port: SocketPort
  readonly #owner: ConnWriterOwner
  readonly #engine: Engine
  readonly #conn: Conn
  /** The transport accepts no more until `drain`. */
  #blocked = false
  /** Inside of `#encode`, which must not be entered again. */
  #encoding = false
  /** The flusher will call `flush` at the end of the batch. */
  #flushScheduled = false
  #stopped = false

  constructor(port: SocketPort, owner: ConnWriterOwner, engine: Engine, conn: Conn) {
    this.#port = port
    this.#owner = owner
    this.#engine = engine
    this.#conn = conn
  }

  /** After the end of the connection: messages that the transport still held, in whole or in part. Some of them may have arrived. */
  get inFlight(): number {
    return this.#blocked && this.#conn.incomplete === false ? 0 : this.#encoded
  }

  /** Encodes no more messages from now on. Encoded bytes can still be written. */
  stop(): void {
    this.#stopped = true
  }

  /** Encodes a message at once. It is written at the end of the batch, or when 64 KiB are encoded. */
  offer(message: Message | SharedMessage): boolean {
    if (this.#blocked || this.#encoding || this.#stopped) return false
    const engine = this.#engine
    if (!this.#send(message)) return true
    if (engine.pending >= BATCH_BYTES) this.write()
    else if (!this.#flushScheduled) this.#scheduleFlush()
    return true
  }

  /** Encodes `message`. Returns false if that failed: the message is lost, and the connection closes. */
  #send(message: Message | SharedMessage): boolean {
    if (hasDetached(Array.isArray(message) ? message : message.frames)) {
      this.#port.dropped('detached', 1, this.pipe?.peer)
      return true
    }
    try {
      if (Array.isArray(message)) this.#engine.send(message)
      else this.#engine.sendShared(message)
      this.#encoded++
      return true
    } catch (error) {
      if (!isOversize(error as Error)) this.#port.dropped('lost', 1, this.pipe?.peer)
      this.#owner.fail(error as Error)
      return false
    }
  }

  /** There are messages in the pipe. */
  readable(): void {
    if (this.#blocked) return
    if (this.#port.flusher.flushing) return this.pump()
    // The pipe is full in the middle of a batch. Encoding empties it, so that the batch can go on; the bytes are written at its end.
    if (this.#encode() && !this.#flushScheduled && this.#engine.pending > 0) this.#scheduleFlush()
  }

  #scheduleFlush(): void {
    this.#flushScheduled = true
    this.#port.flusher.add(this)
  }

  /** The batch is done: writes what was encoded meanwhile. */
  flush(): void {
    this.#flushScheduled = false
    if (this.#blocked || this.#stopped) return
    if (this.#engine.pending === 0 || this.write()) this.pump()
  }

  /** The transport accepts bytes again. */
  drain(): void {
    this.#blocked = false
    if (this.#conn.held === 0) this.#allSent()
    if (this.#engine.pending > 0 && !this.write()) return
    this.pump()
  }

  /** Encodes and writes all messages of the pipe, as far as the transport accepts them. */
  pump(): void {
    if (!this.#encode()) return
    if (this.#engine.pending > 0 && !this.write()) return
    if (this.pipe?.ended === true) this.#owner.finished(this.pipe)
  }

  /** As `pump`, unless the transport accepts no more now. */
  pumpUnlessBlocked(): void {
    if (!this.#blocked) this.pump()
  }

  /** Encodes all messages of the pipe, and writes full batches. Returns false if the transport accepts no more now. */
  #encode(): boolean {
    const { pipe } = this
    // Reading makes room in the pipe. A sender that waits for room then writes, and calls back: its message comes after the current one.
    if (pipe === undefined || this.#stopped || this.#encoding) return false
    const engine = this.#engine
    let more = true
    this.#encoding = true
    const { takesRanges } = engine
    while (more) {
      const item = pipe.next(takesRanges)
      if (item === undefined) break
      if (item instanceof PageRange) {
        this.#encoded += item.count
        engine.sendRange(item)
      } else more = this.#send(item)
      if (more && engine.pending >= BATCH_BYTES) more = this.write()
    }
    this.#encoding = false
    return more
  }

  /** Writes the encoded bytes. Returns false if the transport accepts no more until `drain`. */
  write(): boolean {
    if (this.#blocked) return false
    this.#blocked = !this.#conn.write(this.#engine.take())
    if (this.#conn.held === 0) this.#allSent()
    return !this.#blocked
  }

  /** The operating system has all bytes that were written. */
  #allSent(): void {
    this.#engine.recycle()
    this.#encoded = 0
  }

  /** Sends a PING, unless bytes wait already that show the peer that this side is alive. */
  ping(ttlMs: number): void {
    if (!this.#blocked || this.#engine.pending === 0) this.#engine.ping(ttlMs)
    this.write()
  }

  /** Sends what there is at the exit of the process, without the event loop. Returns true if there may be room for more soon. */
  sendNow(): boolean {
    if (this.#conn.sendNow?.() === true) return true
    // Where a transport cannot send more by itself, it may still have sent all it had.
    if (this.#blocked && this.#conn.held > 0) return false
    this.#blocked = false
    if (this.#engine.pending > 0) this.write()
    this.pump()
    return this.#conn.sendNow?.() ?? false
  }
}
