/** The interface of a transport: how it connects to an address and listens at one, and its options. */
import type { Conn, Framing } from './conn.ts'
import type { TransportError } from './transport-error.ts'

/** The timers that a transport uses. The context's runtime has them, so tests run on virtual time. */
export interface Timers {
  /** Calls `fn` once after `ms` milliseconds. Returns a function that cancels the call. */
  after(ms: number, fn: () => void): () => void
}

/** Options that every connect and listen has. */
export interface TransportOptions {
  /** The timers to use. */
  readonly timers: Timers
  /** Whether the attempt, or the listener, keeps the process alive. Default true. */
  readonly ref?: boolean
}

/** Options of `connect` that every transport has. */
export interface ConnectOptions extends TransportOptions {
  /** Milliseconds after which the attempt fails with `ETIMEDOUT` (ZMQ_CONNECT_TIMEOUT). 0 means the system's default. */
  readonly connectTimeout: number
  /** Aborts the attempt, which then rejects with the reason of the signal. Has no effect once connected. */
  readonly signal: AbortSignal
}

/** Options of `listen` that every transport has. */
export interface ListenOptions extends TransportOptions {
  /** Called with the error if an accept fails, such as `EMFILE`. The listener goes on. */
  readonly acceptError?: (error: Error) => void
  /**
   * Called before `listen` returns, with the error that it will reject with, if the error is known by then. Not every error is known so
   * early.
   */
  readonly refused?: (error: TransportError) => void
}

/** A bound address. */
export interface Listener {
  /** The real endpoint, such as `tcp://127.0.0.1:49152` after a bind to port `*`. */
  readonly endpoint: string
  /** Stops accepting. Accepted connections stay open. Resolves when the address is free. */
  close(): Promise<void>
  /** Keeps the process alive while listening. Default. */
  ref(): void
  /** Lets the process exit while listening. */
  unref(): void
}

/**
 * A transport of one scheme. `Own` is the type of its own options, which it makes of the options of a socket.
 *
 * ```ts
 * await transport.connect(address, { ...transport.optionsOf(socketOptions), connectTimeout: 0, signal, timers })
 * ```
 */
export interface Transport<Own extends object = object> {
  /** The text before `://`, such as `tcp`. */
  readonly scheme: string
  /** How its connections divide what they carry. Every {@link Conn} of it has the same framing. */
  readonly framing: Framing
  /**
   * Returns the transport's own options for a socket with the options `socketOptions`, which has every option by name. Called before
   * each `connect` and `listen`.
   */
  optionsOf(socketOptions: object): Own
  /**
   * Checks the address of a `connect`, without I/O. Returns it in its normal form, in which two addresses can be compared. Throws a
   * TransportError.
   */
  checkConnect(address: string): string
  /** Checks the address of a `listen`, without I/O. Returns it in its normal form. Throws a TransportError. */
  checkBind(address: string): string
  /**
   * Makes one attempt to connect. Names are resolved at each attempt. Rejects with a TransportError. An attempt at an address that passed
   * {@link checkConnect} may fail now and succeed later, whatever the code.
   */
  connect(address: string, options: ConnectOptions & Own): Promise<Conn>
  /** Binds and listens. Calls `accept` for each connection, which must be started at once. Rejects with a TransportError. */
  listen(address: string, accept: (conn: Conn) => void, options: ListenOptions & Own): Promise<Listener>
}
