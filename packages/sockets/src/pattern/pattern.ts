/** A pattern: the rules of one socket type, as a synchronous object without timers or I/O. */
import type { Message } from '@tszmq/zmtp-codec'
import type { Pipe } from '../pipe/pipe.ts'
import type { ZmqError } from '../events/zmq-error.ts'

/** Why a message was dropped. */
export type DropReason =
  /** The peer's queue was full (PUB, XPUB, ROUTER, REP, XSUB upstream). */
  | 'high-water-mark'
  /** No peer has that routing id, or the message has only the routing id (ROUTER), or the requester has disconnected (REP). */
  | 'unroutable'
  /**
   * The peer sent a message that the pattern does not allow: without an envelope, a late reply, or to a socket that cannot receive. Or it
   * sent to a ROUTER while another peer has its routing id.
   */
  | 'unexpected'
  /** The connection that it was queued for has ended, or the socket was closed before it could be sent. */
  | 'lost'
  /** The program transferred the memory of a frame to another thread after it had sent it. */
  | 'detached'
  /** It exceeded `maxMessageSize` or `maxMessageParts` of this socket or of the peer. Its connection was closed. */
  | 'too-large'

/** The socket as its pattern sees it. */
export interface PatternHost {
  /** `count` messages to or from `pipe` were dropped. */
  dropped(reason: DropReason, count: number, pipe?: Pipe): void
  /** `older` lost `routingId` to `newer` and stays connected (ZMQ_ROUTER_HANDOVER). */
  displaced?(older: Pipe, newer: Pipe, routingId: Uint8Array): void
  /** A peer has subscribed. */
  subscriptionsChanged?(): void
  /** The routing id of a new peer of a ROUTER belongs to `holder`. The new peer stays connected and waits for the id. */
  routingIdTaken?(pipe: Pipe, routingId: Uint8Array, holder: Pipe): void
  /** The pattern became readable or writable without a change of a pipe. */
  wake(): void
}

/** The rules of one socket type. It sees the socket ends of pipes. */
export interface Pattern {
  /** The pipe of the last received message. */
  readonly source: Pipe | undefined
  /** `receive` would return a message. */
  readonly readable: boolean
  /** `send` would accept a message. */
  readonly writable: boolean
  /** Adds a pipe: at `connect()` before its peer is known, or for an accepted peer with its `info`. */
  attach(pipe: Pipe): void
  /** The peer of the pipe has gone. Its unread messages can still be read. */
  detach(pipe: Pipe): void
  /** Reserves the routing id of the next peer. Throws ZmqError EADDRINUSE if another peer has it. */
  claim?(routingId: Uint8Array): void
  /** The peer of an attached pipe is known, for the first time or after a reconnect. */
  identified?(pipe: Pipe): void
  /** An attached pipe has a new connection, whose peer knows nothing of what was sent before (libzmq's hiccup). */
  hiccuped?(pipe: Pipe): void
  /** The pipe has messages to read. */
  activateRead(pipe: Pipe): void
  /** The pipe has room again. */
  activateWrite(pipe: Pipe): void
  /** Returns false if the message has to wait. Throws ZmqError if it can never be sent. */
  send(message: Message): boolean
  /** Returns the next message, or undefined if there is none. */
  receive(): Message | undefined
  /** Returns EFSM if a REQ or REP must do the opposite of `verb` first. */
  outOfTurn?(verb: 'send' | 'receive'): ZmqError | undefined
}
