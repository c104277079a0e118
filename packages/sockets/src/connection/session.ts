/**
 * One connection of a socket: holds the far end of a pipe, the engine and the conn. The only place where codec meets
 * transport. It ends with its connection; who reconnects is another's business.
 */
import type { Conn, ConnHandler } from '@tszmq/transports'
import type { AuthRequest, Engine, EngineSink, Message, PeerInfo, Run, SharedMessage, Verdict } from '@tszmq/zmtp-codec'
import { PageRange, ProtocolError } from '@tszmq/zmtp-codec'
import { EMPTY, hasDetached } from '@tszmq/zmtp-codec/internal'
import { codedError } from '../events/coded-error.ts'
import { isTooLarge } from '../events/failure.ts'
import { Heartbeat } from './heartbeat.ts'
import type { Security } from '../security/security.ts'
import type { SocketOptionValues } from '../options/options.ts'
import { NOBODY, type Outlet, type Pipe, type PipeOwner } from '../pipe/pipe.ts'
import { createEngine } from './engine-factory.ts'
import type { SocketPort } from '../socket/socket-port.ts'
import { strangerOf } from './stranger.ts'
import { ZmqError } from '../events/zmq-error.ts'

/** Bytes of one write: more is not encoded before the transport took them. */
const BATCH_BYTES = 65_536

/** Messages that may still wait from before when a chunk comes; with more the receiver is behind. */
const BEHIND = 64

/** After a chunk of this many bytes the transport probably has more at hand. */
const BULK = 32_768

/** Who made the connection and gets to know what becomes of it. */
export interface SessionOwner {
  readonly endpoint: string
  /** The handshake is done: the far end of the pipe to use, or undefined to part. */
  ready(session: Session, peer: PeerInfo): Pipe | undefined
  /** The connection is gone, once. The owner has the pipe back. */
  closed(session: Session, error: Error | undefined): void
}

export class Session implements ConnHandler, EngineSink, PipeOwner, Outlet {
  /** The handshake was done. */
  established = false
  readonly remote: string
  readonly #port: SocketPort
  readonly #owner: SessionOwner
  readonly #options: SocketOptionValues
  readonly #security: Security
  readonly #conn: Conn
  readonly #engine: Engine
  readonly #answers: boolean
  #heard = false
  #pipe: Pipe | undefined = undefined
  #heartbeat: Heartbeat | undefined = undefined
  #asking: AbortController | undefined = undefined
  #cancelHandshake: (() => void) | undefined = undefined
  #blocked = false
  #encoding = false
  #dirty = false
  #paused = false
  #connPaused = false
  /** Messages that were encoded since the transport last held nothing: if the connection breaks, they may be lost. */
  #underway = 0
  #resting = false
  #receiving = false
  #again = false
  #gone = false
  #ending = false
  #error: Error | undefined = undefined

  /** `answers`: our part of the handshake waits for the peer's, as RFC 37 has it of a server. */
  constructor(port: SocketPort, owner: SessionOwner, options: SocketOptionValues, security: Security, conn: Conn, answers = false) {
    this.#port = port
    this.#owner = owner
    this.#options = options
    this.#security = security
    this.#conn = conn
    this.#answers = answers || security.answers
    this.remote = conn.remote
    const { authenticate } = security
    const mechanisms = security.mechanisms(this.#answers)
    this.#engine = createEngine(port, conn.framing, owner.endpoint, this, options, { mechanisms, authenticate })
    conn.start(this)
    conn.unref()
    this.#engine.start?.()
    // An engine without a handshake is ready now.
    if (this.established) this.#pipe?.flush()
    else if (security.handshakeInterval > 0) {
      this.#cancelHandshake = port.runtime.after(security.handshakeInterval, () => {
        this.#fail(new ZmqError('ETIMEDOUT', `no handshake with ${this.remote} within ${security.handshakeInterval} ms`))
      })
    }
    this.#write()
  }

  /** The peer cannot count on us yet: it has no READY of ours, and so has sent no message that would be lost with it. */
  get expendable(): boolean {
    return !this.established && (this.#answers || !this.#heard)
  }

  /** ZAP's status when the handshake ended with the refusal of one side. */
  get refusal(): number | undefined {
    return this.established ? undefined : refusalOf(this.#error)
  }

  /** After the end: messages that the transport still held when the connection broke. Some of them may have arrived. */
  get underway(): number {
    return this.#underway
  }

  // ---- bytes in

  data(chunk: Uint8Array, yours = false): void {
    if (this.#ending) return
    this.#heard = true
    this.#heartbeat?.heard()
    // The engine holds what the socket has no room for. Only if that is not soon taken must the peer feel it.
    if (this.#paused && !this.#connPaused) {
      this.#connPaused = true
      this.#conn.pause()
    }
    const behind = this.#pipe !== undefined && this.#pipe.peer.waiting > BEHIND
    this.#receive(chunk, yours)
    if (!this.#resting && (behind || (chunk.length >= BULK && this.#port.readBudget.spent))) this.#rest()
  }

  /**
   * Reads no more in this turn of the event loop, so that the receiver and other connections have their turn first. Otherwise up to 2 MiB
   * are read from each connection at once, and what waits grows out of the cache and into the collector's old space.
   */
  #rest(): void {
    this.#resting = true
    this.#conn.pause()
    this.#port.runtime.yield(() => {
      this.#resting = false
      if (!this.#connPaused) this.#conn.resume()
    })
  }

  /** Lets the engine deliver: a chunk, or without one what it holds. */
  #receive(chunk?: Uint8Array, yours = false): void {
    // A message may wake its receiver, who makes room, which asks for more from inside of the engine's own loop.
    if (this.#receiving) {
      this.#again = true
      return
    }
    this.#receiving = true
    try {
      if (chunk === undefined) this.#engine.resume()
      else this.#engine.receive(chunk, yours)
      while (this.#again) {
        this.#again = false
        this.#engine.resume()
      }
    } catch (error) {
      return this.#fail(this.established || chunk === undefined ? (error as Error) : named(error as Error, chunk))
    } finally {
      this.#receiving = false
    }
    this.#pipe?.flush()
    if (this.#engine.pending > 0) this.#write()
  }

  message(message: Message): void {
    const pipe = this.#pipe
    // A socket that threw this peer out reads nothing more from it; one that is full still takes what was let through.
    if (pipe === undefined) return
    if (!pipe.write(message)) pipe.force(message)
    this.#pauseIfFull(pipe)
  }

  /** One by one for CONFLATE, which looks at each. */
  get room(): number {
    return this.#options.conflate ? 0 : (this.#pipe?.vacancy ?? 0)
  }

  run(run: Run): void {
    const pipe = this.#pipe as Pipe
    pipe.writeRun(run)
    this.#pauseIfFull(pipe)
  }

  #pauseIfFull(pipe: Pipe): void {
    if (!pipe.full || !pipe.open || this.#paused || this.#gone) return
    this.#paused = true
    pipe.mute()
    this.#engine.pause()
  }

  ready(peer: PeerInfo): void {
    this.established = true
    this.#cancelHandshake?.()
    this.#cancelHandshake = undefined
    this.#port.emit({ type: 'handshake', address: this.#owner.endpoint, remote: this.remote })
    // Whoever cannot answer a PING is not expected to: raw peers, and those before ZMTP 3.0.
    if (this.#options.heartbeatInterval > 0 && peer.version.startsWith('3.')) this.#startHeartbeat()
    const pipe = this.#owner.ready(this, peer)
    if (pipe === undefined) return this.end()
    this.#pipe = pipe
    pipe.owner = this
    pipe.outlet = this
    if (pipe.open) this.#pump()
    else this.pipeClosed()
  }

  ping(ttlMs: number): void {
    if (ttlMs > 0) this.#startHeartbeat().promised(ttlMs)
  }

  pong(): void {}

  authenticate(request: AuthRequest): void {
    const asking = (this.#asking = new AbortController())
    this.#security.ask(request, this.#conn.peerAddress, this.#owner.endpoint, asking.signal).then(
      (verdict) => this.#authorize(verdict),
      (error: unknown) => this.#authorize({ status: 500 }, error as Error),
    )
  }

  /** `error`: why there is no verdict. The peer is told what it is told of any internal error. */
  #authorize(verdict: Verdict, error?: Error): void {
    this.#asking = undefined
    if (this.#ending) return
    try {
      this.#engine.authorize(verdict)
    } catch (refused) {
      return this.#fail(error ?? (refused as Error))
    }
    this.#pipe?.flush()
    if (this.#engine.pending > 0) this.#write()
  }

  // ---- messages out

  /** Encodes a message as it is sent: it is written with its batch, or when 64 KiB are full. */
  take(message: Message | SharedMessage): boolean {
    if (this.#blocked || this.#encoding || this.#ending) return false
    const engine = this.#engine
    if (!this.#send(message)) return true
    if (engine.pending >= BATCH_BYTES) this.#write()
    else if (!this.#dirty) this.#flushLater()
    return true
  }

  /** False: it could not be sealed, which is the end of this connection and of the message. */
  #send(message: Message | SharedMessage): boolean {
    if (hasDetached(Array.isArray(message) ? message : message.frames)) {
      this.#port.dropped('detached', 1, this.#pipe?.peer)
      return true
    }
    try {
      if (Array.isArray(message)) this.#engine.send(message)
      else this.#engine.sendShared(message)
      this.#underway++
      return true
    } catch (error) {
      if (!isOversize(error as Error)) this.#port.dropped('lost', 1, this.#pipe?.peer)
      this.#fail(error as Error)
      return false
    }
  }

  readable(): void {
    if (this.#blocked) return
    if (this.#port.flusher.flushing) return this.#pump()
    // The pipe is full in the middle of a batch: there is room as soon as all is encoded, and the batch can go on.
    if (this.#encode() && !this.#dirty && this.#engine.pending > 0) this.#flushLater()
  }

  #flushLater(): void {
    this.#dirty = true
    this.#port.flusher.add(this)
  }

  /** The batch is done: what was encoded meanwhile goes out. */
  flush(): void {
    this.#dirty = false
    if (this.#blocked || this.#ending) return
    if (this.#engine.pending === 0 || this.#write()) this.#pump()
  }

  drain(): void {
    this.#blocked = false
    this.#heartbeat?.moved()
    if (this.#conn.held === 0) this.#sent()
    if (this.#engine.pending > 0 && !this.#write()) return
    this.#pump()
  }

  /** The system has all that was written. */
  #sent(): void {
    this.#engine.recycle()
    this.#underway = 0
  }

  /** Sends all there is to send. */
  #pump(): void {
    if (!this.#encode()) return
    if (this.#engine.pending > 0 && !this.#write()) return
    if (this.#pipe?.ended === true) this.#part(this.#pipe)
  }

  /** Everything in the pipe becomes bytes, of which full batches are written. False: the transport takes no more now. */
  #encode(): boolean {
    const pipe = this.#pipe
    // Reading makes room, and who waits for it writes and asks for more: those messages come after the one in hand.
    if (pipe === undefined || this.#ending || this.#encoding) return false
    const engine = this.#engine
    let taken = true
    this.#encoding = true
    const { takesRanges } = engine
    while (taken) {
      const item = pipe.next(takesRanges)
      if (item === undefined) break
      if (item instanceof PageRange) {
        this.#underway += item.count
        engine.sendRange(item)
      } else taken = this.#send(item)
      if (taken && engine.pending >= BATCH_BYTES) taken = this.#write()
    }
    this.#encoding = false
    return taken
  }

  /** Writes what the engine has. False: the transport is full and will tell. */
  #write(): boolean {
    if (this.#blocked) return false
    this.#blocked = !this.#conn.write(this.#engine.take())
    if (this.#conn.held === 0) this.#sent()
    return !this.#blocked
  }

  // ---- the socket's side of the pipe

  /** There is room in the socket's queue again. */
  writable(): void {
    if (!this.#paused) return
    this.#paused = false
    this.#receive()
    if (this.#paused || !this.#connPaused) return
    this.#connPaused = false
    this.#heartbeat?.heard()
    if (!this.#resting) this.#conn.resume()
  }

  /**
   * The socket closed its end: what it wrote before is still sent. Nobody makes room any more, so what comes is read and thrown
   * away: else neither the peer's end nor its silence would be noticed while it takes nothing.
   */
  pipeClosed(): void {
    if (!this.#blocked) this.#pump()
    this.writable()
  }

  // ---- ends

  /** Sends what was handed to the transport, then closes. */
  end(): void {
    if (this.#ending) return
    this.#ending = true
    this.#heartbeat?.stop()
    this.#cancelHandshake?.()
    this.#conn.end()
  }

  /** The socket has no more to send. If it closed its end because of the peer, the peer is told why. */
  #part(pipe: Pipe): void {
    const { reason } = pipe.peer
    if (reason !== undefined) {
      this.#error ??= reason
      this.#engine.error(reason.message)
      this.#write()
    }
    this.end()
  }

  /** Closes now. */
  destroy(): void {
    this.#ending = true
    this.#conn.destroy()
  }

  /** Messages that wait here or in the pipe, and 1 for bytes that the transport still holds. */
  get unsent(): number {
    if (this.#gone) return 0
    const held = this.#engine.pending + this.#conn.held > 0 ? 1 : 0
    return (this.#ending ? 0 : (this.#pipe?.waiting ?? 0)) + held
  }

  /** The process exits: sends what there is without the event loop. True: a moment later there may be room for more. */
  sendNow(): boolean {
    if (this.#gone) return false
    if (this.#conn.sendNow?.() === true) return true
    // Where a transport cannot send more by itself, it may still have sent all it had.
    if (this.#blocked && this.#conn.held > 0) return false
    this.#blocked = false
    if (this.#engine.pending > 0) this.#write()
    this.#pump()
    return this.#conn.sendNow?.() ?? false
  }

  #fail(error: Error): void {
    if (this.#ending) return
    this.#error = error
    if (isOversize(error)) this.#port.dropped('too-large', 1, this.#pipe?.peer)
    // What the peer should still hear is an ERROR command, if any.
    if (this.#engine.pending > 0) this.#write()
    if (!this.established) this.#emitFailure(error)
    this.end()
  }

  closed(lost?: Error): void {
    // When this side ends a connection, the transport sends what it holds first.
    if (this.#ending) this.#underway = 0
    this.#heartbeat?.stop()
    this.#cancelHandshake?.()
    this.#asking?.abort()
    this.#releaseHeld()
    this.#engine.destroy()
    let error = this.#error ?? lost
    const pipe = this.#pipe
    this.#pipe = undefined
    if (pipe !== undefined) {
      // A socket may remember for long whom it heard last; the connection and its buffers need not last as long.
      pipe.owner = NOBODY
      pipe.outlet = undefined
    }
    if (pipe !== undefined && this.#options.notify && this.#port.type === 'STREAM') pipe.force([EMPTY])
    pipe?.flush()
    if (this.established) {
      const event = { type: 'disconnect' as const, address: this.#owner.endpoint, remote: this.remote }
      this.#port.emit(error === undefined ? event : { ...event, error })
    } else if (this.#error === undefined && !this.#ending) {
      error = new ZmqError('ECONNRESET', `${this.remote} closed the connection during the handshake`, { cause: lost })
      this.#emitFailure(error)
    }
    this.#ending = true
    this.#owner.closed(this, error)
  }

  /** What had arrived before the connection went is still delivered, over the mark if need be: it is a chunk or two. */
  #releaseHeld(): void {
    this.#gone = true
    if (!this.#paused || this.#error !== undefined) return
    this.#paused = false
    this.#receive()
  }

  #emitFailure(error: Error): void {
    const at = { address: this.#owner.endpoint, remote: this.remote }
    const status = refusalOf(error)
    if (status !== undefined) {
      return this.#port.emit({ type: 'handshake:error:auth', ...at, error: Object.assign(error, { status }) })
    }
    if (error instanceof ProtocolError) return this.#port.emit({ type: 'handshake:error:protocol', ...at, error })
    const coded = codedError(error)
    const type = /^ERR_ZAP_/.test(coded.code) ? 'handshake:error:protocol' : 'handshake:error:other'
    this.#port.emit({ type, ...at, error: coded })
  }

  #startHeartbeat(): Heartbeat {
    this.#heartbeat ??= new Heartbeat(this.#port.runtime, this.#options, {
      ping: (ttlMs) => {
        // One that waits already is enough.
        if (!this.#blocked || this.#engine.pending === 0) this.#engine.ping(ttlMs)
        this.#write()
      },
      unsent: () => this.#conn.unsent ?? this.#conn.held,
      expired: () => {
        // Nothing is read while the socket's queue is full: that silence is ours.
        if (this.#connPaused) return
        this.#releaseHeld()
        this.#error ??= new ZmqError('ETIMEDOUT', `${this.remote} is silent: no heartbeat came back`)
        this.destroy()
      },
    })
    return this.#heartbeat
  }
}

/** With the name of the other protocol, if `bytes` are known as one. */
function named(error: Error, bytes: Uint8Array): Error {
  const stranger = error instanceof ProtocolError ? strangerOf(bytes) : undefined
  return stranger === undefined ? error : new ProtocolError((error as ProtocolError).code, `${stranger}, not ZMTP: ${error.message}`)
}

/** A message exceeded our limits, or one of ours the peer's. */
function isOversize(error: Error): boolean {
  if (!(error instanceof ProtocolError)) return false
  if (error.code === 'ERR_ZMTP_PEER_ERROR') return isTooLarge(error.reason ?? '')
  return error.code === 'ERR_ZMTP_MESSAGE_SIZE' || error.code === 'ERR_ZMTP_MESSAGE_PARTS'
}

/** The three digits of ZAP, when `error` is a refusal. */
function refusalOf(error: Error | undefined): 300 | 400 | 500 | undefined {
  const status = error instanceof ProtocolError ? Number(error.reason) : undefined
  return status === 300 || status === 400 || status === 500 ? status : undefined
}
