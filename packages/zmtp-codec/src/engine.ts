/** The seam between a session and a wire protocol: one side of one connection, without I/O, timers or randomness. */
import type { Message } from './frame.ts'
import type { Limits } from './limits.ts'
import type { AuthRequest, MechanismPlugin, Verdict } from './mechanism.ts'
import type { PageRange } from './page-range.ts'
import type { Run } from './run.ts'
import type { SharedMessage } from './shared-message.ts'
import type { SocketTypeName } from './socket-type.ts'

/** Who is at the other end, as far as the handshake told. */
export interface PeerInfo {
  /** `3.1`, `3.0`, `2.0` or `1.0`. */
  readonly version: string
  /** The mechanism that let the peer in. */
  readonly mechanism: string
  /** '' from a peer that told none (ZMTP 1.0). */
  readonly socketType: string
  /** 0 to 255 bytes, a copy. Empty: the peer has none, a ROUTER makes one up. */
  readonly routingId: Uint8Array
  /** ZAP's user id, '' without one. */
  readonly userId: string
  /** Handshake properties, values as Latin-1 text, and ZAP metadata; names in lower case. `user-id` is ZAP's, whatever the peer says. */
  readonly properties: ReadonlyMap<string, string>
}

export interface EngineSink {
  /** The handshake is done; messages may follow, and may be sent. */
  ready(peer: PeerInfo): void
  message(message: Message): void
  /** How many messages `run` may bring now. Without it, or at 0, they come one by one. */
  readonly room?: number
  /** Several messages at once, to be made when they are read. Without it they come one by one. */
  run?(run: Run): void
  /** The peer wants to hear something from us, or be heard, within `ttlMs` (0: it doesn't say). A PONG is pending already. */
  ping(ttlMs: number): void
  pong(context: Uint8Array): void
  /** Ask the application; answer with `authorize`. */
  authenticate(request: AuthRequest): void
}

export interface EngineOptions {
  readonly socketType: SocketTypeName
  /** Our routing id: 0 to 255 bytes. Announced by REQ, DEALER and ROUTER, as libzmq does. */
  readonly routingId: Uint8Array
  /** Application properties to announce; their names begin with `X-`. */
  readonly properties: ReadonlyMap<string, string>
  /**
   * One: the peer must want it too. Several, for a side that accepts: each peer chooses among them, whatever their order. The rest
   * of our greeting then waits for the peer's, so two sides with a choice would wait for each other.
   */
  readonly mechanisms: readonly MechanismPlugin[]
  /**
   * Ask the application before a peer is let in under NULL. Also refuses peers too old to have a mechanism, as every choice of
   * mechanisms without NULL does. Servers of PLAIN and CURVE always ask.
   */
  readonly authenticate: boolean
  readonly limits: Limits
  /** Received frames own their memory: it is theirs alone, and holds nothing else. Default: they may share it. */
  readonly owned?: boolean
}

export interface Engine {
  /** Bytes waiting for `take`. */
  readonly pending: number
  /**
   * Bytes from the peer; valid during the call only, unless they are the engine's own, which may make a frame of them. Throws
   * ProtocolError: flush what is pending, then close. What comes after a throw, of this or of `authorize`, is not heard.
   */
  receive(chunk: Uint8Array, own?: boolean): void
  /** Deliver nothing more for now: what arrives is kept. To be called from `sink.message`, or at any time. */
  pause(): void
  /** Deliver again, at once what was kept. Throws as `receive`. */
  resume(): void
  /**
   * A whole message to the peer, after `ready`: nothing goes out before. Throws ProtocolError ERR_ZMTP_INVALID_SEQUENCE when a
   * cipher has no nonce left.
   */
  send(message: Message): void
  /** As `send`, for a message that goes to several peers: its bytes are made once where that is possible. */
  sendShared(message: SharedMessage): void
  /** `sendRange` may be called. If false, messages must be sent one by one, such as where a cipher seals each. */
  readonly takesRanges: boolean
  /** Sends all messages of a range and releases it. */
  sendRange(range: PageRange): void
  /** A heartbeat; `ttlMs` is how long the peer may take our silence (0: don't say). Peers older than 3.0 get none. */
  ping(ttlMs: number): void
  /** The answer to `sink.authenticate`, whenever it comes. Throws ProtocolError ERR_ZMTP_REFUSED unless its status is 200. */
  authorize(verdict: Verdict): void
  /** Tells the peer why its connection is about to be closed, where it can understand that (ERROR, from ZMTP 3.0 on). */
  error(reason: string): void
  /** All pending bytes, for one write. */
  take(): Uint8Array[]
  /** All that was taken has left the process: its memory may be used again. */
  recycle(): void
  /** The connection is gone: wipes what was secret. To be called once; nothing is received or sent after it. */
  destroy(): void
}
