/** A live connection, seen from above: bytes in, bytes out, one end. It never says what the bytes mean. */

/**
 * Who receives what a connection brings. One handler object instead of an event emitter: one receiver, monomorphic
 * calls, nothing to forget to remove.
 */
export interface ConnHandler {
  /**
   * Bytes arrived. `chunk` belongs to the transport and is reused as soon as this returns: copy what you keep.
   * (One read buffer serves every connection, so an idle connection owns none.) With `yours` it is not: keep it as it is.
   */
  data(chunk: Uint8Array, yours?: boolean): void
  /** After `write` returned false: there is room again. */
  drain(): void
  /**
   * The connection is gone, once, whatever the reason. No other call follows. An orderly end by the peer has no error.
   */
  closed(error?: Error): void
}

/** One connection of a {@link Transport}. */
export interface Conn {
  /** A byte stream (tcp, ipc) or a stream of messages (ws); the session picks its codec by it. */
  readonly framing: 'stream' | 'message'
  /** The peer's endpoint, e.g. `tcp://127.0.0.1:50112`; for ipc the path that was connected or bound. */
  readonly remote: string
  /** Our own endpoint of this connection, in the same form. */
  readonly local: string
  /**
   * The peer's address as ZAP wants it: an IP address in text (IPv4-mapped IPv6 as plain IPv4), or '' where there is
   * none.
   */
  readonly peerAddress: string
  /**
   * Bytes accepted by `write` that the operating system has not taken yet. 0: every buffer given so far may be reused.
   */
  readonly held: number
  /**
   * As `held`, but a buffer that the operating system has taken in part counts only with its rest. While nothing is written it only
   * falls, and only as long as the other side takes bytes. Without it `held` counts.
   */
  readonly unsent?: number
  /** Begin to deliver to `handler`. Called exactly once, before anything else. */
  start(handler: ConnHandler): void
  /** Sends all buffers with one system call where it can. False: wait for `drain()`. Never throws for a dead peer. */
  write(buffers: readonly Uint8Array[]): boolean
  /** Stop reading, so that the peer feels back-pressure. */
  pause(): void
  /** Read again. */
  resume(): void
  /** Send what was written, then close. */
  end(): void
  /** Close now; what was not sent is lost. `closed()` still follows. Safe to call twice. */
  destroy(): void
  /**
   * For the exit of the process, when no event loop turns any more: hands to the system what `write` accepted and the
   * system has not taken, without waiting. True: there is more, and a moment later the system may take it. A connection
   * without this method has nothing to hand on. `write` may be called afterwards.
   */
  sendNow?(): boolean
  /** Keep the process alive while this connection is open and not paused (the default). */
  ref(): void
  /** Let the process exit although this connection is open. */
  unref(): void
}
