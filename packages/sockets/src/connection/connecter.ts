/** One `connect()`: connects to an endpoint, again after each failure, and keeps the pipe while there is no connection. */
import type { Conn } from '@tszmq/transports'
import type { PeerInfo } from '@tszmq/zmtp-codec'
import { Security } from '../security/security.ts'
import { Backoff } from './backoff.ts'
import type { SocketOptionValues } from '../options/options.ts'
import type { Pipe, PipeOwner } from '../pipe/pipe.ts'
import { Session } from './session.ts'
import type { SessionOwner } from './session.ts'
import type { EndpointHolder, Place, SocketPort } from '../socket/socket-port.ts'
import type { CodedError } from '../events/coded-error.ts'
import { ZmqError } from '../events/zmq-error.ts'

/** Bits of ZMQ_RECONNECT_STOP. */
const STOP_REFUSED = 1
const STOP_HANDSHAKE_FAILED = 2
const STOP_DISCONNECTED = 4

/** The longest wait after the peer rejected the credentials: it may accept them later. */
const REJECTED_MAX_INTERVAL = 30_000

/** Errors of this host: it has no descriptor or memory for a connection. */
const SHORTAGES: readonly string[] = ['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']
const SHORTAGE_MAX_INTERVAL = 5000

/** After this time without a connection `connect:stalled` is emitted. Before that the peer may still be starting. */
export const STALLED_MS = 10_000

export class Connecter implements EndpointHolder, SessionOwner, PipeOwner {
  readonly endpoint: string
  readonly #port: SocketPort
  readonly #place: Place
  readonly #options: SocketOptionValues
  readonly #security: Security
  readonly #backoff: Backoff
  readonly #rejectionBackoff: Backoff
  #shortageBackoff: Backoff | undefined = undefined
  readonly #routingId: Uint8Array | undefined
  /** The session end of the pipe; the socket end is its peer. */
  #pipe: Pipe | undefined = undefined
  #session: Session | undefined = undefined
  #abort: AbortController | undefined = undefined
  #cancelRetry: (() => void) | undefined = undefined
  #cancelLinger: (() => void) | undefined = undefined
  #cancelStalled: (() => void) | undefined = undefined
  /** Why there is no connection now. */
  #error: Error | undefined = undefined
  #connections = 0
  #closing = false
  /** While closing: makes no further connection for queued messages. */
  #giveUp = false
  readonly #closed: Promise<void>
  #resolveClosed!: () => void

  /** `routingId` is the routing id of the peer in a ROUTER or STREAM (ZMQ_CONNECT_ROUTING_ID). Throws EINVAL. */
  constructor(port: SocketPort, place: Place, routingId: Uint8Array | undefined) {
    this.endpoint = place.endpoint
    this.#port = port
    this.#place = place
    this.#routingId = routingId
    this.#options = { ...port.options }
    // A descriptor can be used once.
    if (this.#options.useFd >= 0) port.options.useFd = -1
    this.#security = new Security(this.#options, port, false, port.options)
    const { reconnectInterval, reconnectMaxInterval } = this.#options
    this.#backoff = new Backoff(port.runtime, reconnectInterval, reconnectMaxInterval)
    this.#rejectionBackoff = new Backoff(port.runtime, reconnectInterval, Math.max(reconnectMaxInterval, REJECTED_MAX_INTERVAL))
    this.#closed = new Promise((resolve) => (this.#resolveClosed = resolve))
    // RFC 28 to 31: there is a queue before there is a connection, except with IMMEDIATE. Messages to a raw peer need its routing id, so
    // it has a queue only if that is given.
    if (!this.#options.immediate && (port.type !== 'STREAM' || routingId !== undefined)) this.#makePipe()
    this.#watch()
    this.#connect()
  }

  // ---- connecting

  #connect(): void {
    const { transport, address } = this.#place
    const abort = (this.#abort = new AbortController())
    this.#port.emit({ type: 'connect:delay', address: this.endpoint })
    const connect = (): Promise<Conn> => {
      const options = transport.optionsOf(this.#options)
      this.#options.useFd = -1
      const { connectTimeout } = this.#options
      return transport.connect(address, { ...options, connectTimeout, signal: abort.signal, timers: this.#port.runtime, ref: false })
    }
    const prepared = this.#security.prepare()
    ;(prepared === undefined ? connect() : prepared.then(connect)).then(
      (conn) => {
        this.#abort = undefined
        if (abort.signal.aborted) return conn.destroy()
        this.#port.emit({ type: 'connect', address: this.endpoint, remote: conn.remote })
        this.#session = new Session(this.#port, this, this.#options, this.#security, conn)
      },
      (error: CodedError) => {
        this.#abort = undefined
        if (abort.signal.aborted) return
        this.#port.emit({ type: 'close', address: this.endpoint, error })
        if (error.code === 'ECONNREFUSED' && (this.#options.reconnectStop & STOP_REFUSED) !== 0) return this.#stop(error)
        this.#retry(SHORTAGES.includes(error.code) ? this.#shortage() : this.#backoff, error)
      },
    )
  }

  /** The backoff while this host is short of descriptors or memory: earlier attempts would fail too, and take them from others. */
  #shortage(): Backoff {
    const { reconnectInterval, reconnectMaxInterval } = this.#options
    return (this.#shortageBackoff ??= new Backoff(
      this.#port.runtime,
      reconnectInterval,
      Math.max(reconnectMaxInterval, SHORTAGE_MAX_INTERVAL),
    ))
  }

  #retry(backoff: Backoff, error: Error): void {
    this.#error = error
    const interval = backoff.next()
    if (this.#closing && (this.#giveUp || this.#pipe === undefined || this.#pipe.waiting === 0)) return this.#end()
    if (interval === undefined) return this.#stop()
    this.#port.emit({ type: 'connect:retry', address: this.endpoint, interval, error })
    this.#cancelRetry = this.#port.runtime.after(interval, () => {
      this.#cancelRetry = undefined
      this.#connect()
    })
  }

  /** Never connects again, because of an option. Closes the pipe, so that the socket no longer sends to this peer. */
  #stop(error?: Error): void {
    this.#dropPipe()
    if (this.#closing) return this.#end()
    this.#port.emit({ type: 'connect:stop', address: this.endpoint, ...(error && { error }) })
    this.#port.stopped(this)
    this.#end()
  }

  /** The connection is missing from now on: emits `connect:stalled` if that lasts. */
  #watch(): void {
    this.#cancelStalled = this.#port.runtime.after(STALLED_MS, () => {
      const event = { type: 'connect:stalled' as const, address: this.endpoint, waiting: this.#pipe?.waiting ?? 0 }
      const handshaking =
        this.#session === undefined ? undefined : new ZmqError('ETIMEDOUT', `${this.#session.remote} has not finished the handshake`)
      const error = handshaking ?? this.#error
      this.#port.emit(error === undefined ? event : { ...event, error })
    })
  }

  // ---- sessions

  ready(session: Session, peer: PeerInfo): Pipe | undefined {
    if (this.#closing && this.#pipe === undefined) return undefined
    this.#cancelStalled?.()
    this.#backoff.reset()
    this.#rejectionBackoff.reset()
    this.#shortageBackoff = undefined
    // While closing, the socket end is closed, and the queued messages are still sent.
    const known = this.#closing || this.#pipe?.open === true ? this.#pipe : undefined
    const again = known !== undefined && this.#connections++ > 0
    const pipe = known ?? this.#makePipe()
    if (again && !this.#closing) this.#port.hiccuped(pipe.peer)
    if (!this.#closing) this.#port.identified(pipe.peer, peer, session.remote)
    return pipe
  }

  closed(session: Session, error: Error | undefined): void {
    this.#session = undefined
    if (session.established) this.#watch()
    const pipe = this.#pipe
    // The application has closed the connection to a raw peer with an empty frame: it is not made again.
    const done = this.#port.type === 'STREAM' && pipe?.peer.open === false
    if (pipe !== undefined) {
      pipe.owner = this
      pipe.peer.remote = ''
      // A closing socket has closed its end too, but its queued messages may still be sent by the next connection.
      const closedByPattern = !pipe.open && !this.#closing
      if (this.#options.immediate || this.#port.type === 'STREAM' || closedByPattern) this.#dropPipe(session.inFlight)
      else this.#lost(session.inFlight, pipe)
    } else if (session.inFlight > 0) this.#port.dropped('lost', session.inFlight)
    if (this.#closing && (this.#pipe === undefined || this.#pipe.waiting === 0)) return this.#end()
    if (done) return this.#stop()
    if (!session.established && (this.#options.reconnectStop & STOP_HANDSHAKE_FAILED) !== 0) return this.#stop(error)
    const reason = error ?? new ZmqError('ECONNRESET', `${session.remote} closed the connection`, { address: this.endpoint })
    if (session.rejection !== 400) return this.#retry(this.#backoff, reason)
    if (this.#options.stopWhenRefused) return this.#stop(error)
    this.#retry(this.#rejectionBackoff, reason)
  }

  // ---- the pipe, while there is no session

  readable(): void {}

  writable(): void {}

  /** The socket has closed its end: because of the peer, or because it is closing. */
  pipeClosed(pipe: Pipe): void {
    // A pipe that was dropped here needs nothing more.
    if (this.#closing || pipe !== this.#pipe) return
    // A PAIR has another peer, or the peer broke the protocol: the connection ends, and is made again like any other.
    this.#pipe = undefined
    // A raw peer that is closed before it is connected is not connected any more.
    if (this.#port.type === 'STREAM' && this.#session === undefined) {
      this.#abort?.abort()
      return this.#stop()
    }
    if (!this.#options.immediate && this.#port.type !== 'STREAM') {
      this.#port.runtime.defer(() => {
        if (!this.#closing && this.#pipe === undefined) this.#makePipe()
      })
    }
  }

  #lost(count: number, pipe: Pipe): void {
    if (this.#closing) this.#port.dropped('lost', count, pipe.peer)
    else if (count > 0) this.#port.lost(count, this.endpoint, pipe.peer)
  }

  #makePipe(): Pipe {
    const pipe = this.#port.makePipe(this.endpoint, true)
    this.#pipe = pipe
    if (this.#routingId !== undefined) pipe.peer.routingId = this.#routingId
    this.#connections = 0
    this.#port.attach(pipe.peer)
    // Not before: a PAIR that has a peer closes the pipe at once, and `pipeClosed` would make another one in an endless loop.
    pipe.owner = this
    return pipe
  }

  /** `inFlight` is the number of messages that were lost on the connection, beside the queued ones. */
  #dropPipe(inFlight = 0): void {
    const pipe = this.#pipe
    this.#pipe = undefined
    if (pipe === undefined) return
    this.#lost(pipe.waiting + inFlight, pipe)
    pipe.close()
  }

  // ---- the end

  close(linger: number, disconnected = false): Promise<void> {
    if (this.#closing) {
      this.#cancelLinger?.()
      if (linger === 0) this.#destroy()
      else if (linger > 0) this.#cancelLinger = this.#port.runtime.after(linger, () => this.#destroy())
      return this.#closed
    }
    this.#closing = true
    this.#giveUp = disconnected && (this.#options.reconnectStop & STOP_DISCONNECTED) !== 0
    this.#pipe?.peer.close(true)
    const left = this.#pipe?.waiting ?? 0
    if (linger === 0 || (this.#session === undefined && (left === 0 || this.#giveUp))) this.#destroy()
    else if (linger > 0) this.#cancelLinger = this.#port.runtime.after(linger, () => this.#destroy())
    return this.#closed
  }

  get unsent(): number {
    return this.#session?.established === true ? this.#session.unsent : (this.#pipe?.waiting ?? 0)
  }

  sendNow(): boolean {
    return this.#session?.sendNow() ?? false
  }

  #destroy(): void {
    this.#dropPipe()
    this.#abort?.abort()
    if (this.#session === undefined) return this.#end()
    this.#session.destroy()
  }

  #end(): void {
    this.#dropPipe()
    this.#cancelRetry?.()
    this.#cancelLinger?.()
    this.#security.destroy()
    this.#cancelStalled?.()
    this.#resolveClosed()
  }
}
