/** The interface between a session and a wire protocol: one side of one connection, without I/O, timers or randomness. */
import type { Message } from './frame.ts'
import type { Limits } from './limits.ts'
import type { AuthRequest, MechanismPlugin, Verdict } from './mechanism.ts'
import type { PageRange } from './page-range.ts'
import type { Run } from './run.ts'
import type { SharedMessage } from './shared-message.ts'
import type { SocketTypeName } from './socket-type.ts'

/** What the handshake showed about the peer. */
export interface PeerInfo {
  /** The ZMTP version of the connection: `3.1`, `3.0`, `2.0` or `1.0`. */
  readonly version: string
  /** The security mechanism, such as `NULL` or `CURVE`. */
  readonly mechanism: string
  /** The peer's socket type. `''` if the peer did not send one (ZMTP 1.0). */
  readonly socketType: string
  /** The peer's routing id, 0 to 255 bytes. A copy. If it is empty, a ROUTER generates one. */
  readonly routingId: Uint8Array
  /** The user id that ZAP gave (RFC 27). `''` if there is none. */
  readonly userId: string
  /**
   * The properties of the handshake, with values as Latin-1 text, and the metadata of ZAP. Names are in lower case. `user-id` comes from
   * ZAP only.
   */
  readonly properties: ReadonlyMap<string, string>
}

/** Receives what an {@link Engine} decodes. */
export interface EngineSink {
  /** The handshake is done. Messages may follow, and may be sent. */
  ready(peer: PeerInfo): void
  /** A message has arrived. The sink owns it. */
  message(message: Message): void
  /** Number of messages that one `run` may have now. At 0 or undefined, each message is delivered with `message`. */
  readonly room?: number
  /** Several messages have arrived. They are decoded when they are read. Optional. */
  run?(run: Run): void
  /**
   * A PING has arrived. If the peer sends nothing for `ttlMs` milliseconds, it should be considered dead; 0 means no limit. The PONG is
   * pending already.
   */
  ping(ttlMs: number): void
  /** A PONG has arrived, with the context of the PING. */
  pong(context: Uint8Array): void
  /** The application has to accept or refuse the peer. The sink answers with `Engine.authorize`, at any time. */
  authenticate(request: AuthRequest): void
}

/** Options of one connection. */
export interface EngineOptions {
  /** Our socket type. */
  readonly socketType: SocketTypeName
  /** Our routing id, 0 to 255 bytes (ZMQ_ROUTING_ID). REQ, DEALER and ROUTER send it, as in libzmq. */
  readonly routingId: Uint8Array
  /** Properties of the application to send in the handshake. Their names begin with `X-` (ZMQ_METADATA). */
  readonly properties: ReadonlyMap<string, string>
  /**
   * The security mechanisms that this side accepts. If there are several, the peer's greeting chooses one, and our greeting waits for it.
   * So only the side that accepts connections may have several: otherwise both sides wait for each other.
   */
  readonly mechanisms: readonly MechanismPlugin[]
  /**
   * Ask the application before a peer is accepted under NULL. Then peers of ZMTP 1.0 and 2.0, which have no mechanism, are refused; they
   * are also refused if `mechanisms` does not contain NULL. Servers of PLAIN and CURVE always ask.
   */
  readonly authenticate: boolean
  /** The limits of this connection. */
  readonly limits: Limits
  /** Whether each received frame gets memory of its own. Default false: frames may share memory. */
  readonly owned?: boolean
}

/** One side of one connection: it turns bytes into messages and messages into bytes. */
export interface Engine {
  /** Number of bytes that `take` would return. */
  readonly pending: number
  /**
   * Called once, after the connection has started and before `receive`. An engine without a handshake calls `sink.ready` here. Optional.
   */
  start?(): void
  /**
   * Processes bytes from the peer. The caller may reuse `chunk` afterwards. If `own` is true, the chunk belongs to the engine, which may
   * return it as a frame. Throws ProtocolError: the caller then sends the pending bytes and closes the connection. After a throw, of this
   * method or of `authorize`, further bytes are ignored.
   */
  receive(chunk: Uint8Array, own?: boolean): void
  /** Stops delivering to the sink. Bytes that arrive are kept. May be called at any time, also from `sink.message`. */
  pause(): void
  /** Starts delivering again, first the messages that were kept. Throws as `receive`. */
  resume(): void
  /**
   * Encodes a message to the peer. Before `sink.ready` it does nothing. Throws `ERR_ZMTP_INVALID_SEQUENCE` if the cipher has no nonce left.
   */
  send(message: Message): void
  /** As `send`, for a message to several peers. It is encoded once for all peers without a cipher. */
  sendShared(message: SharedMessage): void
  /** True if `sendRange` may be called. False if each message must be sent alone, such as with a cipher. */
  readonly takesRanges: boolean
  /** Sends all messages of a range and releases it. */
  sendRange(range: PageRange): void
  /** Sends a PING. `ttlMs` is the time after which the peer may close a silent connection; 0 means no limit. Does nothing before ZMTP 3.0. */
  ping(ttlMs: number): void
  /** Answers `sink.authenticate`. Throws `ERR_ZMTP_REFUSED` if the status is not 200. */
  authorize(verdict: Verdict): void
  /** Sends the peer an ERROR command with the reason why the connection will be closed. Does nothing before ZMTP 3.0. */
  error(reason: string): void
  /** Returns all pending bytes, for one write. */
  take(): Uint8Array[]
  /** Tells the engine that the transport holds none of the bytes that `take` returned, so their memory may be reused. */
  recycle(): void
  /** Wipes the secrets of the connection. Called once, when it is closed. No other call follows. */
  destroy(): void
}
