/**
 * One connection of a socket: joins the session end of a pipe, the engine and the conn. The only place where codec meets transport. It
 * ends with its connection; its owner connects again.
 */
import type { Conn, ConnHandler } from '@tszmq/transports'
import type { AuthRequest, Engine, EngineSink, Message, PeerInfo, Run, Verdict } from '@tszmq/zmtp-codec'
import { EMPTY } from '@tszmq/zmtp-codec/internal'
import type { SocketOptionValues } from '../options/options.ts'
import { NOBODY, type Pipe, type PipeOwner } from '../pipe/pipe.ts'
import type { Security } from '../security/security.ts'
import type { SocketPort } from '../socket/socket-port.ts'
import { ConnWriter } from './conn-writer.ts'
import type { ConnWriterOwner } from './conn-writer.ts'
import { createEngine } from './engine-factory.ts'
import { Heartbeat } from './heartbeat.ts'
import { handshakeFailure, isOversize, rejectionStatus, withForeignProtocol } from './session-error.ts'
import { ZmqError } from '../events/zmq-error.ts'

/** Messages in the socket's queue before a chunk arrives, beyond which the receiver counts as slow. */
const SLOW_RECEIVER = 64

/** After a chunk of this many bytes the transport probably has more at hand. */
const LARGE_CHUNK = 32_768

/** The binder or connecter that made the connection. */
export interface SessionOwner {
  readonly endpoint: string
  /** The handshake is done. Returns the session end of the pipe to use, or undefined to close the connection. */
  ready(session: Session, peer: PeerInfo): Pipe | undefined
  /** The connection has ended; called once. The pipe belongs to the owner again. */
  closed(session: Session, error: Error | undefined): void
}

/**
 * Life of the connection. `open`; then `ending`, if this side closes it: the transport sends what it holds, and the engine encodes
 * nothing more. `draining`, if it was lost: what had arrived is still delivered. At last `closed`.
 */
type SessionState = 'open' | 'ending' | 'draining' | 'closed'

/** Back-pressure on the peer. `held`: the socket's queue is full, and the engine holds what arrives. `stopped`: the conn reads no more. */
type ReadingState = 'flowing' | 'held' | 'stopped'

/** Whether the engine is delivering messages, and has to go on afterwards because there was room again meanwhile. */
type DeliveryState = 'idle' | 'running' | 'again'

export class Session implements ConnHandler, ConnWriterOwner, EngineSink, PipeOwner {
  /** True once the handshake was done, also after the end. */
  established = false
  readonly remote: string
  readonly #port: SocketPort
  readonly #owner: SessionOwner
  readonly #options: SocketOptionValues
  readonly #security: Security
  readonly #conn: Conn
  readonly #engine: Engine
  readonly #writer: ConnWriter
  /** This side sends its part of the handshake only after that of the peer. */
  readonly #answers: boolean
  #state: SessionState = 'open'
  #reading: ReadingState = 'flowing'
  #delivery: DeliveryState = 'idle'
  /** Reads nothing more in this turn of the event loop. */
  #resting = false
  /** The peer has sent something. */
  #heard = false
  #pipe: Pipe | undefined = undefined
  #heartbeat: Heartbeat | undefined = undefined
  #authentication: AbortController | undefined = undefined
  #cancelHandshake: (() => void) | undefined = undefined
  #error: Error | undefined = undefined

  /** `answers`: this side's part of the handshake waits for that of the peer, as RFC 37 wants of a server. */
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
    this.#writer = new ConnWriter(port, this, this.#engine, conn)
    conn.start(this)
    conn.unref()
    this.#engine.start?.()
    // An engine without a handshake is ready now.
    if (this.established) this.#pipe?.flush()
    else if (security.handshakeInterval > 0) {
      this.#cancelHandshake = port.runtime.after(security.handshakeInterval, () => {
        this.fail(new ZmqError('ETIMEDOUT', `no handshake with ${this.remote} within ${security.handshakeInterval} ms`))
      })
    }
    this.#writer.write()
  }

  /** The connection can be closed without losing a message: the peer has no READY of this side yet, and so has sent no message. */
  get expendable(): boolean {
    return !this.established && (this.#answers || !this.#heard)
  }

  /** ZAP's status code if the handshake ended because one side rejected the other. */
  get rejection(): number | undefined {
    return this.established ? undefined : rejectionStatus(this.#error)
  }

  /** After the end: messages that the transport still held when the connection broke. Some of them may have arrived. */
  get inFlight(): number {
    return this.#writer.inFlight
  }

  /** Messages that wait here or in the pipe, and 1 for bytes that the transport still holds. */
  get unsent(): number {
    if (this.#isGone) return 0
    const held = this.#engine.pending + this.#conn.held > 0 ? 1 : 0
    return (this.#isEnding ? 0 : (this.#pipe?.waiting ?? 0)) + held
  }

  /** This side has ended the connection. */
  get #isEnding(): boolean {
    return this.#state === 'ending' || this.#state === 'closed'
  }

  /** The conn has ended. */
  get #isGone(): boolean {
    return this.#state === 'draining' || this.#state === 'closed'
  }

  // ---- bytes in

  data(chunk: Uint8Array, yours = false): void {
    if (this.#isEnding) return
    this.#heard = true
    this.#heartbeat?.heard()
    // The engine holds what does not fit into the socket's queue. If more arrives before there is room, the peer has to wait.
    if (this.#reading === 'held') {
      this.#reading = 'stopped'
      this.#conn.pause()
    }
    const slow = this.#pipe !== undefined && this.#pipe.peer.waiting > SLOW_RECEIVER
    this.#deliver(chunk, yours)
    if (!this.#resting && (slow || (chunk.length >= LARGE_CHUNK && this.#port.readBudget.spent))) this.#rest()
  }

  /**
   * Reads no more in this turn of the event loop, so that the receiver and other connections have their turn first. Otherwise up to 2 MiB
   * are read from each connection at once, and the queued messages no longer fit the CPU cache and the garbage collector's young space.
   */
  #rest(): void {
    this.#resting = true
    this.#conn.pause()
    this.#port.runtime.yield(() => {
      this.#resting = false
      if (this.#reading !== 'stopped') this.#conn.resume()
    })
  }

  /** Makes the engine deliver messages: those of a chunk, or without one those that it holds. */
  #deliver(chunk?: Uint8Array, yours = false): void {
    // A message may wake its receiver, which makes room and calls this from inside of the engine's own loop.
    if (this.#delivery !== 'idle') {
      this.#delivery = 'again'
      return
    }
    this.#delivery = 'running'
    try {
      if (chunk === undefined) this.#engine.resume()
      else this.#engine.receive(chunk, yours)
      while ((this.#delivery as DeliveryState) === 'again') {
        this.#delivery = 'running'
        this.#engine.resume()
      }
    } catch (error) {
      return this.fail(this.established || chunk === undefined ? (error as Error) : withForeignProtocol(error as Error, chunk))
    } finally {
      this.#delivery = 'idle'
    }
    this.#pipe?.flush()
    if (this.#engine.pending > 0) this.#writer.write()
  }

  message(message: Message): void {
    const pipe = this.#pipe
    // A socket that has closed its end reads nothing more. A full one still accepts what the engine had begun to deliver.
    if (pipe === undefined) return
    if (!pipe.write(message)) pipe.force(message)
    this.#holdIfFull(pipe)
  }

  /** Messages that may be delivered as a run. 0 for CONFLATE, which has to look at each message. */
  get room(): number {
    return this.#options.conflate ? 0 : (this.#pipe?.vacancy ?? 0)
  }

  run(run: Run): void {
    const pipe = this.#pipe as Pipe
    pipe.writeRun(run)
    this.#holdIfFull(pipe)
  }

  #holdIfFull(pipe: Pipe): void {
    if (!pipe.full || !pipe.open || this.#reading !== 'flowing' || this.#isGone) return
    this.#reading = 'held'
    pipe.mute()
    this.#engine.pause()
  }

  ready(peer: PeerInfo): void {
    this.established = true
    this.#cancelHandshake?.()
    this.#cancelHandshake = undefined
    this.#port.emit({ type: 'handshake', address: this.#owner.endpoint, remote: this.remote })
    // Raw peers, and those before ZMTP 3.0, cannot answer a PING.
    if (this.#options.heartbeatInterval > 0 && peer.version.startsWith('3.')) this.#startHeartbeat()
    const pipe = this.#owner.ready(this, peer)
    if (pipe === undefined) return this.end()
    this.#pipe = this.#writer.pipe = pipe
    pipe.owner = this
    pipe.outlet = this.#writer
    if (pipe.open) this.#writer.pump()
    else this.pipeClosed()
  }

  ping(ttlMs: number): void {
    if (ttlMs > 0) this.#startHeartbeat().promised(ttlMs)
  }

  pong(): void {}

  authenticate(request: AuthRequest): void {
    const authentication = (this.#authentication = new AbortController())
    this.#security.ask(request, this.#conn.peerAddress, this.#owner.endpoint, authentication.signal).then(
      (verdict) => this.#authorize(verdict),
      (error: unknown) => this.#authorize({ status: 500 }, error as Error),
    )
  }

  /** `error` is why there is no verdict. The peer gets the same answer as for any internal error. */
  #authorize(verdict: Verdict, error?: Error): void {
    this.#authentication = undefined
    if (this.#isEnding) return
    try {
      this.#engine.authorize(verdict)
    } catch (rejection) {
      return this.fail(error ?? (rejection as Error))
    }
    this.#pipe?.flush()
    if (this.#engine.pending > 0) this.#writer.write()
  }

  // ---- the pipe and the conn

  /** The socket has written messages. */
  readable(): void {
    this.#writer.readable()
  }

  /** There is room in the socket's queue again. */
  writable(): void {
    const before = this.#reading
    if (before === 'flowing') return
    this.#reading = 'flowing'
    this.#deliver()
    if (before === 'held') return
    if ((this.#reading as ReadingState) !== 'flowing') {
      // The queue is full again already: the conn stays paused.
      this.#reading = 'stopped'
      return
    }
    this.#heartbeat?.heard()
    if (!this.#resting) this.#conn.resume()
  }

  /**
   * The socket has closed its end. What it wrote before is still sent. What arrives is read and discarded, since otherwise neither the end
   * of the peer nor its silence would be noticed.
   */
  pipeClosed(): void {
    this.#writer.pumpUnlessBlocked()
    this.writable()
  }

  drain(): void {
    this.#heartbeat?.moved()
    this.#writer.drain()
  }

  /** Sends what there is at the exit of the process, without the event loop. Returns true if there may be room for more soon. */
  sendNow(): boolean {
    return !this.#isGone && this.#writer.sendNow()
  }

  // ---- the end

  /** Closes the connection, after the transport has sent what it holds. */
  end(): void {
    if (this.#isEnding) return
    this.#endState()
    this.#heartbeat?.stop()
    this.#cancelHandshake?.()
    this.#conn.end()
  }

  /** Closes the connection now. */
  destroy(): void {
    this.#endState()
    this.#conn.destroy()
  }

  #endState(): void {
    this.#state = this.#isGone ? 'closed' : 'ending'
    this.#writer.stop()
  }

  /** All messages of the socket are written. If it closed its end because of the peer, the peer gets the reason. */
  finished(pipe: Pipe): void {
    const { reason } = pipe.peer
    if (reason !== undefined) {
      this.#error ??= reason
      this.#engine.error(reason.message)
      this.#writer.write()
    }
    this.end()
  }

  /** Closes the connection because of `error`. */
  fail(error: Error): void {
    if (this.#isEnding) return
    this.#error = error
    if (isOversize(error)) this.#port.dropped('too-large', 1, this.#pipe?.peer)
    // The engine may have an ERROR command for the peer.
    if (this.#engine.pending > 0) this.#writer.write()
    if (!this.established) this.#emitFailure(error)
    this.end()
  }

  closed(lost?: Error): void {
    this.#heartbeat?.stop()
    this.#cancelHandshake?.()
    this.#authentication?.abort()
    this.#drainEngine()
    this.#engine.destroy()
    let error = this.#error ?? lost
    const pipe = this.#pipe
    this.#pipe = this.#writer.pipe = undefined
    if (pipe !== undefined) {
      // A socket may keep the pipe of the last sender for long; it must not keep the connection and its buffers.
      pipe.owner = NOBODY
      pipe.outlet = undefined
    }
    if (pipe !== undefined && this.#options.notify && this.#port.type === 'STREAM') pipe.force([EMPTY])
    pipe?.flush()
    if (this.established) {
      const event = { type: 'disconnect' as const, address: this.#owner.endpoint, remote: this.remote }
      this.#port.emit(error === undefined ? event : { ...event, error })
    } else if (this.#error === undefined && !this.#isEnding) {
      error = new ZmqError('ECONNRESET', `${this.remote} closed the connection during the handshake`, { cause: lost })
      this.#emitFailure(error)
    }
    this.#endState()
    this.#owner.closed(this, error)
  }

  /** Delivers what had arrived before the connection ended, even over the high-water mark: it is at most a chunk or two. */
  #drainEngine(): void {
    this.#state = this.#isEnding ? 'closed' : 'draining'
    if (this.#reading === 'flowing' || this.#error !== undefined) return
    this.#reading = 'flowing'
    this.#deliver()
  }

  #emitFailure(error: Error): void {
    this.#port.emit(handshakeFailure(this.#owner.endpoint, this.remote, error))
  }

  #startHeartbeat(): Heartbeat {
    this.#heartbeat ??= new Heartbeat(this.#port.runtime, this.#options, {
      ping: (ttlMs) => this.#writer.ping(ttlMs),
      unsent: () => this.#conn.unsent ?? this.#conn.held,
      expired: () => {
        // Nothing is read while the socket's queue is full, so the peer cannot be heard.
        if (this.#reading === 'stopped') return
        this.#drainEngine()
        this.#error ??= new ZmqError('ETIMEDOUT', `${this.remote} is silent: no heartbeat came back`)
        this.destroy()
      },
    })
    return this.#heartbeat
  }
}
