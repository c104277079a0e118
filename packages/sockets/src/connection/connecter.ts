/**
 * One `connect()`: keeps a connection to an endpoint, and the queue for it while there is none. It tries again until it is
 * closed, or told to stop by its options.
 */
import type { Conn, ConnectOptions } from '@tszmq/transports'
import type { PeerInfo } from '@tszmq/zmtp-codec'
import { EMPTY, utf8Text } from '@tszmq/zmtp-codec/internal'
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

/** Whoever refused us is asked again and again, since it may be told of us meanwhile, but more and more seldom. */
const REFUSED_MAX_INTERVAL = 30_000

/** What fails on this host before anything is sent. */
const SHORTAGES: readonly string[] = ['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']
const SHORTAGE_MAX_INTERVAL = 5000

/** A connection that is missing for longer is a failure that the program should know of: a peer may take some time to start. */
export const STALLED_MS = 10_000

export class Connecter implements EndpointHolder, SessionOwner, PipeOwner {
  readonly endpoint: string
  readonly #port: SocketPort
  readonly #place: Place
  readonly #options: SocketOptionValues
  readonly #security: Security
  readonly #backoff: Backoff
  readonly #refusals: Backoff
  #shortages: Backoff | undefined = undefined
  readonly #routingId: Uint8Array | undefined
  /** The far end of the socket's pipe; the socket's is its peer. */
  #pipe: Pipe | undefined = undefined
  #session: Session | undefined = undefined
  #abort: AbortController | undefined = undefined
  #cancelRetry: (() => void) | undefined = undefined
  #cancelLinger: (() => void) | undefined = undefined
  #cancelStalled: (() => void) | undefined = undefined
  /** Why there is no connection now. */
  #error: Error | undefined = undefined
  #connections = 0
  /** The descriptor of the first connection; -1 for none. */
  #fd: number
  #closing = false
  /** Closing, and what waits to be sent is not worth another connection. */
  #giveUp = false
  readonly #gone: Promise<void>
  #isGone!: () => void

  /** `routingId`: ZMQ_CONNECT_ROUTING_ID, the name a ROUTER or STREAM gives this peer. Throws EINVAL. */
  constructor(port: SocketPort, place: Place, routingId: Uint8Array | undefined) {
    this.endpoint = place.endpoint
    this.#port = port
    this.#place = place
    this.#routingId = routingId
    this.#options = { ...port.options }
    this.#fd = this.#options.useFd
    // A descriptor can be used once.
    if (this.#fd >= 0) port.options.useFd = -1
    this.#security = new Security(this.#options, port, false, port.options)
    const { reconnectInterval, reconnectMaxInterval } = this.#options
    this.#backoff = new Backoff(port.runtime, reconnectInterval, reconnectMaxInterval)
    this.#refusals = new Backoff(port.runtime, reconnectInterval, Math.max(reconnectMaxInterval, REFUSED_MAX_INTERVAL))
    this.#gone = new Promise((resolve) => (this.#isGone = resolve))
    // RFC 28 to 31: the queue is there whether or not the connection is; IMMEDIATE wants it only with the connection. A raw peer is sent
    // to by name, so its queue is there if it has one.
    if (!this.#options.immediate && (port.type !== 'STREAM' || routingId !== undefined)) this.#makePipe()
    this.#watch()
    this.#connect()
  }

  // ---- connecting

  #connect(): void {
    const { transport, address } = this.#place
    const abort = (this.#abort = new AbortController())
    this.#port.emit({ type: 'connect:delay', address: this.endpoint })
    const connect = (): Promise<Conn> => transport.connect(address, this.#connectOptions(abort.signal))
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

  /** Backoff while this host has no descriptor or memory for a connection: sooner attempts would fail as well, at the cost of the others. */
  #shortage(): Backoff {
    const { reconnectInterval, reconnectMaxInterval } = this.#options
    return (this.#shortages ??= new Backoff(this.#port.runtime, reconnectInterval, Math.max(reconnectMaxInterval, SHORTAGE_MAX_INTERVAL)))
  }

  #connectOptions(signal: AbortSignal): ConnectOptions {
    const { ipv6, tcpKeepalive, tcpKeepaliveIdle, connectTimeout, socksProxy, socksUsername, socksPassword } = this.#options
    const options = { ipv6, tcpKeepalive, tcpKeepaliveIdle, connectTimeout, signal, timers: this.#port.runtime, ref: false }
    if (this.#fd >= 0) {
      const fd = this.#fd
      this.#fd = -1
      return { ...options, fd }
    }
    if (socksProxy === null) return options
    return {
      ...options,
      socksProxy: { address: socksProxy, username: socksUsername ?? '', password: utf8Text(socksPassword?.reveal() ?? EMPTY) },
    }
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

  /** Never again, by option. The pipe goes, so that the socket no longer counts on this peer, and the endpoint with it. */
  #stop(error?: Error): void {
    this.#dropPipe()
    if (this.#closing) return this.#end()
    this.#port.emit({ type: 'connect:stop', address: this.endpoint, ...(error && { error }) })
    this.#port.stopped(this)
    this.#end()
  }

  /** There is no connection from now on: emits `connect:stalled` if that lasts. */
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
    this.#refusals.reset()
    this.#shortages = undefined
    // When closing, the socket's end of it is closed, and what waits in it is sent still.
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
    // The application has closed a raw peer, by an empty frame: it did not ask for another.
    const done = this.#port.type === 'STREAM' && pipe?.peer.open === false
    if (pipe !== undefined) {
      pipe.owner = this
      pipe.peer.remote = ''
      // A socket that is closing has closed its end too: what it queued has LINGER to come by the next connection.
      const thrownOut = !pipe.open && !this.#closing
      if (this.#options.immediate || this.#port.type === 'STREAM' || thrownOut) this.#dropPipe(session.inFlight)
      else this.#lost(session.inFlight, pipe)
    }
    if (this.#closing && (this.#pipe === undefined || this.#pipe.waiting === 0)) return this.#end()
    if (done) return this.#stop()
    if (!session.established && (this.#options.reconnectStop & STOP_HANDSHAKE_FAILED) !== 0) return this.#stop(error)
    const reason = error ?? new ZmqError('ECONNRESET', `${session.remote} closed the connection`, { address: this.endpoint })
    if (session.rejection !== 400) return this.#retry(this.#backoff, reason)
    if (this.#options.stopWhenRefused) return this.#stop(error)
    this.#retry(this.#refusals, reason)
  }

  // ---- the pipe, while there is no session

  readable(): void {}

  writable(): void {}

  /** The socket is done with this peer: a pattern threw it out, or it is being closed. */
  pipeClosed(pipe: Pipe): void {
    // One that was dropped here is not missed.
    if (this.#closing || pipe !== this.#pipe) return
    // A PAIR that is taken, a peer that broke the rules: the connection goes, and is tried again like any other.
    this.#pipe = undefined
    // A raw peer that is closed before it was connected is not to be connected.
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
    // Not before: a PAIR that is taken closes it at once, and is asked again with the next connection, not in an endless loop.
    pipe.owner = this
    return pipe
  }

  /** `inFlight`: messages that were lost on the connection, beyond those that wait. */
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
      if (linger === 0) this.#kill()
      else if (linger > 0) this.#cancelLinger = this.#port.runtime.after(linger, () => this.#kill())
      return this.#gone
    }
    this.#closing = true
    this.#giveUp = disconnected && (this.#options.reconnectStop & STOP_DISCONNECTED) !== 0
    this.#pipe?.peer.close(true)
    const left = this.#pipe?.waiting ?? 0
    if (linger === 0 || (this.#session === undefined && (left === 0 || this.#giveUp))) this.#kill()
    else if (linger > 0) this.#cancelLinger = this.#port.runtime.after(linger, () => this.#kill())
    return this.#gone
  }

  get unsent(): number {
    return this.#session?.established === true ? this.#session.unsent : (this.#pipe?.waiting ?? 0)
  }

  sendNow(): boolean {
    return this.#session?.sendNow() ?? false
  }

  #kill(): void {
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
    this.#isGone()
  }
}
