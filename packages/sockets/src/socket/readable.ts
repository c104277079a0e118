/** The receiving half of a socket's public face. */
import type { Bytes } from '@tszmq/zmtp-codec'
import type { BinaryPicture, BinaryValues, Picture, PictureValues } from '@tszmq/zmsg'
import type { Peer } from './peer.ts'
import type { SocketIterator } from '../wait/socket-iterator.ts'
import type { WaitOptions } from '../wait/waiter.ts'

/** A received message, and who sent it. */
export interface Received<M> {
  readonly message: M
  readonly peer: Peer
}

/** What every socket that receives can do. `M`: its messages, arrays of frames. */
export interface Readable<M extends Buffer[] = Buffer[]> {
  /**
   * Size of the kernel receive buffer. node:net cannot set it; the system chooses. Unit: bytes, -1 or more. Default: `-1`. Has no
   * effect; it exists so that programs written for libzmq run. libzmq: ZMQ_RCVBUF.
   */
  receiveBufferSize: number
  /**
   * Maximum number of messages of one peer that wait to be received. `0` means no limit. Unit: messages, 0 or more. Default:
   * `1000`. Takes effect at once, on existing connections too. libzmq: ZMQ_RCVHWM.
   */
  receiveHighWaterMark: number
  /**
   * `receive()` rejects with `EAGAIN` after this time. `-1` waits without a limit, `0` does not wait. Unit: ms, -1 or more.
   * Default: `-1`. Takes effect at once, on existing connections too. libzmq: ZMQ_RCVTIMEO.
   */
  receiveTimeout: number
  /**
   * The next message. Any number of calls may wait; they are served in order. Rejects with EAGAIN after `receiveTimeout` or
   * when the socket is closed, EFSM in place of EAGAIN while it is not the socket's turn to receive (REQ, REP), or with the reason of
   * `signal`.
   */
  receive(options?: WaitOptions): Promise<M>
  /** The next message if there is one now. Throws EFSM out of turn. */
  tryReceive(): M | undefined
  /** As `receive`, with the peer it came from. */
  receiveFrom(options?: WaitOptions): Promise<Received<M>>
  /**
   * The next message as the values of `picture`, a typed tuple (zsock_recv). Rejects as `receive`, with ERR_PICTURE before a message is
   * taken, and with ERR_PICTURE_MISMATCH for one that is not of that picture; the error has it as `frames`.
   */
  receivePicture<const P extends string>(picture: Picture<P>, options?: WaitOptions): Promise<PictureValues<P, Bytes>>
  /** As `receivePicture` by a binary picture (zsock_brecv). */
  receiveBinary<const P extends string>(picture: BinaryPicture<P>, options?: WaitOptions): Promise<BinaryValues<P, Bytes>>
  /**
   * The status of the next signal (zsock_wait). What else comes before is thrown away, as CZMQ does; the timeout is of the whole call.
   * Rejects as `receive`.
   */
  wait(options?: WaitOptions): Promise<number>
  /** All messages that are there, a step: one promise for many messages. Ends when the socket closes. */
  batches(): SocketIterator<M[]>
  /** One message a step. Ends when the socket closes. */
  [Symbol.asyncIterator](): SocketIterator<M>
}
