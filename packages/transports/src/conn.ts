/** The interface of a live connection, and of the handler that receives its bytes. */

/** Receives the bytes and the end of a connection. One handler object, not an event emitter: there is exactly one receiver. */
export interface ConnHandler {
  /**
   * Bytes have arrived. The transport reuses `chunk` when this call returns, so the handler copies what it keeps. If `owned` is true,
   * the chunk belongs to the handler, which may keep it without a copy. Default false.
   */
  data(chunk: Uint8Array, owned?: boolean): void
  /** There is room again, after a `write` that returned false. */
  drain(): void
  /**
   * The connection is closed. Called exactly once, and last. `error` is missing if the peer or this side ended the connection in order;
   * its code is `ECONNRESET` or `EPIPE` if the connection broke.
   */
  closed(error?: Error): void
}

/**
 * How a connection divides what it carries. `'stream'`: a stream of bytes without boundaries (tcp, ipc). `'message'`: whole messages, in
 * order (ws). `'datagram'`: single packets, which may be lost (udp).
 */
export type Framing = 'stream' | 'message' | 'datagram'

/** One live connection of a {@link Transport}. */
export interface Conn {
  /**
   * That of its transport. It selects the engine of the session. Unless it is `'stream'`, each call of `data`, and each buffer of a
   * `write`, is one message.
   */
  readonly framing: Framing
  /** The peer's endpoint, such as `tcp://127.0.0.1:50112`. For ipc it is the path that was connected or bound. */
  readonly remote: string
  /** The endpoint of this side, in the same form. */
  readonly local: string
  /** The peer's IP address as text, for ZAP (RFC 27). An IPv4-mapped IPv6 address is given as IPv4. `''` if there is none. */
  readonly peerAddress: string
  /** Number of bytes that `write` accepted and the operating system has not. At 0 the caller may reuse every buffer it has given. */
  readonly held: number
  /**
   * As `held`, but of a buffer that the operating system has accepted in part only the rest counts. It shows that the peer reads: between
   * two writes it falls only while the peer accepts bytes. Optional; the caller uses `held` if it is missing.
   */
  readonly unsent?: number
  /**
   * After `closed`: true if the operating system never accepted some of the bytes that `write` had accepted. Optional; if it is missing,
   * the caller assumes so.
   */
  readonly incomplete?: boolean
  /** Starts to deliver to `handler`. Called exactly once, before any other method. */
  start(handler: ConnHandler): void
  /**
   * Sends all buffers, with one system call if possible. Returns false if the system did not accept all bytes; `drain` is called when it
   * has. Never throws for a closed connection.
   */
  write(buffers: readonly Uint8Array[]): boolean
  /** Stops reading, which puts back-pressure on the peer. */
  pause(): void
  /** Starts reading again. */
  resume(): void
  /** Sends what was written, then closes. `closed` follows. */
  end(): void
  /** Closes at once. Bytes that were not sent are lost. `closed` follows. A second call does nothing. */
  destroy(): void
  /**
   * Sends the held bytes without the event loop, while the process exits. Does not wait. Returns true if bytes are left that the system
   * may accept a moment later. `write` may be called afterwards. A connection without this method holds no bytes.
   */
  sendNow?(): boolean
  /** Keeps the process alive while this connection is open and not paused. Default. */
  ref(): void
  /** Lets the process exit while this connection is open. */
  unref(): void
}
