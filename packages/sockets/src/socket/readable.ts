/** What sockets that receive can do. */
import type { Bytes } from '@tszmq/zmtp-codec'
import type { BinaryPicture, BinaryValues, Picture, PictureValues } from '@tszmq/zmsg'
import type { Peer } from './peer.ts'
import type { SocketIterator } from '../wait/socket-iterator.ts'
import type { WaitOptions } from '../wait/waiter.ts'

/** A received message with its sender. */
export interface Received<M> {
  /** The message: an array of frames. */
  readonly message: M
  /** The peer that sent it. */
  readonly peer: Peer
}

/** The options of sockets that receive. */
export interface ReceivingOptions {
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
   * Memory of received frames. `'pooled'`: frames share memory, which cannot be transferred to another thread. `'owned'`: each
   * frame has memory of its own, aligned to 8 bytes, and its `buffer` holds nothing else. Default: `'pooled'`. Takes effect for
   * endpoints that are bound or connected afterwards. libzmq has no such option.
   */
  receiveMemory: 'pooled' | 'owned'
}

/** A socket that receives. `M` is the type of its messages: arrays of frames. */
export interface Readable<M extends Bytes[] = Bytes[]> extends ReceivingOptions {
  /**
   * Resolves with the next message. Any number of calls may wait; they are served in order. Rejects with EAGAIN after `receiveTimeout` or
   * if the socket is closed, with EFSM instead of EAGAIN if a REQ or REP must send first, and with the reason of `signal` if it is aborted.
   */
  receive(options?: WaitOptions): Promise<M>
  /** Returns the next message, or undefined if there is none now. Throws EFSM if a REQ or REP must send first. */
  tryReceive(): M | undefined
  /** Resolves with the next message and the peer that sent it. Rejects as `receive`. */
  receiveFrom(options?: WaitOptions): Promise<Received<M>>
  /**
   * Receives the next message and decodes it by `picture` into a typed tuple (zsock_recv). Rejects as `receive`; with ERR_PICTURE, before it
   * receives, if the picture is malformed; and with ERR_PICTURE_MISMATCH if the message does not fit, which is then in `frames` of the error.
   */
  receivePicture<const P extends string>(picture: Picture<P>, options?: WaitOptions): Promise<PictureValues<P, Bytes>>
  /** Receives the next message and decodes its one frame by a binary picture (zsock_brecv). Rejects as `receivePicture`. */
  receiveBinary<const P extends string>(picture: BinaryPicture<P>, options?: WaitOptions): Promise<BinaryValues<P, Bytes>>
  /**
   * Waits for the next signal and resolves with its status (zsock_wait). Messages before it are discarded, as in CZMQ. The timeout limits
   * the whole call. Rejects as `receive`.
   */
  wait(options?: WaitOptions): Promise<number>
  /** Iterates over arrays of messages: each step gives all that are there, up to 128. Ends when the socket closes. */
  batches(): SocketIterator<M[]>
  /** Iterates over messages, one a step. Ends when the socket closes. */
  [Symbol.asyncIterator](): SocketIterator<M>
}
