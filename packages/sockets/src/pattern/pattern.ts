/** The rules of one socket type, as a synchronous object without timers or I/O: two pipes are enough to test it. */
import type { Message } from '@tszmq/zmtp-codec'
import type { Pipe } from '../pipe/pipe.ts'
import type { ZmqError } from '../events/zmq-error.ts'

/** Why a message was dropped. */
export type DropReason =
  /** The peer's queue was full (PUB, XPUB, ROUTER, REP, XSUB upstream). */
  | 'high-water-mark'
  /** No peer has that routing id, or the message has no other frame (ROUTER), or the requester is gone (REP). */
  | 'unroutable'
  /**
   * The peer sent what its pattern does not know: no envelope, a stale reply, a message the socket cannot receive; or it sent to a
   * ROUTER while another peer has its routing id.
   */
  | 'unexpected'
  /** The connection it was queued for is gone, or the socket was closed before it could be sent. */
  | 'lost'
  /** The program transferred the memory of a frame to another thread after it had sent it. */
  | 'detached'
  /** It exceeded `maxMessageSize` or `maxMessageParts`: ours, or the peer's if it told us so. Its connection was closed. */
  | 'too-large'

/** What a pattern may ask of its socket. */
export interface PatternHost {
  /** `count` messages to or from `pipe` were dropped. */
  dropped(reason: DropReason, count: number, pipe?: Pipe): void
  /** `older` lost `routingId` to `newer` and stays connected (ZMQ_ROUTER_HANDOVER). */
  displaced?(older: Pipe, newer: Pipe, routingId: Uint8Array): void
  /** A peer has subscribed to something. */
  subscriptionsChanged?(): void
  /** A peer came with a routing id that another peer of this ROUTER has. It stays connected, and waits for the id. */
  routingIdTaken?(pipe: Pipe, routingId: Uint8Array, holder: Pipe): void
  /** Something became readable, or sendable, other than by a pipe's telling. */
  wake(): void
}

export interface Pattern {
  /** The pipe the last received message came from. */
  readonly source: Pipe | undefined
  /** `receive` would give something; `send` would take something. */
  readonly readable: boolean
  readonly writable: boolean
  /** A pipe is there: at `connect()` before its peer is known, or for an accepted peer with its `info`. */
  attach(pipe: Pipe): void
  /** Its peer is gone. Unread messages may still be read from it. */
  detach(pipe: Pipe): void
  /** The application will name its next peer so. Throws ZmqError EADDRINUSE when another one has that name. */
  claim?(routingId: Uint8Array): void
  /** The peer of an attached pipe is known now, or known anew after a reconnect. */
  identified?(pipe: Pipe): void
  /** The connection of an attached pipe is new: whatever the old peer knew, this one does not. */
  hiccuped?(pipe: Pipe): void
  /** The pipe has something to read. */
  activateRead(pipe: Pipe): void
  /** The pipe has room again. */
  activateWrite(pipe: Pipe): void
  /** False: cannot be sent now. Throws ZmqError for what can never be sent. */
  send(message: Message): boolean
  receive(): Message | undefined
  /** Returns EFSM while the socket must do something else before it sends, or receives (REQ and REP). */
  outOfTurn?(verb: 'send' | 'receive'): ZmqError | undefined
}
