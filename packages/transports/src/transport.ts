/** A transport: how to reach an address and how to be reached at one. It refuses addresses it cannot parse, by code. */
import type { Conn } from './conn.ts'
import type { SocksProxy } from './socks/socks-proxy.ts'
import type { TransportError } from './transport-error.ts'

/** What a transport may ask of time. The context's runtime satisfies it, so that tests run on virtual time. */
export interface Timers {
  /** Call `fn` once after `ms` milliseconds; returns how to cancel it. */
  after(ms: number, fn: () => void): () => void
}

/** Options that both sides of a transport share; the socket option each one comes from is named. */
export interface TransportOptions {
  /** ZMQ_IPV6: resolve and bind IPv6 too. */
  readonly ipv6: boolean
  /** ZMQ_TCP_KEEPALIVE: -1 leaves the system's default, 0 off, 1 on. */
  readonly tcpKeepalive: number
  /** ZMQ_TCP_KEEPALIVE_IDLE in seconds; -1 leaves the system's default. */
  readonly tcpKeepaliveIdle: number
  readonly timers: Timers
}

export interface ConnectOptions extends TransportOptions {
  /** ZMQ_CONNECT_TIMEOUT in milliseconds; 0 leaves the system's default. */
  readonly connectTimeout: number
  /**
   * ZMQ_SOCKS_PROXY, for tcp: connect through this proxy, which is told the address and looks up its name. A transport
   * for tcp that cannot must refuse, for a connection that should go through a proxy must not go around it.
   */
  readonly socksProxy?: SocksProxy
  /** A descriptor of a socket that is connected to the address already: it is taken over instead of connecting. */
  readonly fd?: number
  /** Aborting it destroys the attempt and rejects with its reason. */
  readonly signal: AbortSignal
  /** Keep the process alive during the attempt. Default true. */
  readonly ref?: boolean
}

export interface ListenOptions extends TransportOptions {
  /** ZMQ_BACKLOG: pending connections the system keeps. */
  readonly backlog: number
  /** ZMQ_TCP_ACCEPT_FILTER: CIDR allow-list; empty accepts all. A refused connection is closed before `accept`. */
  readonly tcpAcceptFilter: readonly string[]
  /** An accept failed (EMFILE and friends): the listener goes on by itself, this only tells. */
  readonly acceptError?: (error: Error) => void
  /**
   * Called before `listen` returns, if by then it is known that it will reject, with what it will reject with. Not every
   * refusal is known so soon.
   */
  readonly refused?: (error: TransportError) => void
  /** ZMQ_USE_FD: a descriptor of a socket that is bound already, as systemd hands it over. It is served instead of binding. */
  readonly fd?: number
  /** Keep the process alive while listening. Default true. */
  readonly ref?: boolean
}

/** A bound address. */
export interface Listener {
  /** The real endpoint, e.g. `tcp://127.0.0.1:49152` after a bind to port `*`. */
  readonly endpoint: string
  /** Stop accepting and free the address; connections already accepted live on. Resolves when the address is free. */
  close(): Promise<void>
  ref(): void
  unref(): void
}

export interface Transport {
  /** What stands before `://`. */
  readonly scheme: string
  /**
   * Checks the address of a `connect()` at once, without I/O. Throws a TransportError with libzmq's code. Returns it
   * normalised, for comparing.
   */
  checkConnect(address: string): string
  /** Checks the address of a `bind()` at once, without I/O. Throws a TransportError with libzmq's code. */
  checkBind(address: string): string
  /**
   * One attempt to connect (names are resolved anew each time). Rejects with a TransportError. What {@link
   * checkConnect} lets pass may fail now and work later, whatever the code: a name, an interface or a route can come
   * and go.
   */
  connect(address: string, options: ConnectOptions): Promise<Conn>
  /**
   * Binds and listens. Rejects with a TransportError. `accept` is called for each connection, which must be started at
   * once.
   */
  listen(address: string, accept: (conn: Conn) => void, options: ListenOptions): Promise<Listener>
}
