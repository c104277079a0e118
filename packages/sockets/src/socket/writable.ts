/** What sockets that send can do. */
import type { BinaryArguments, BinaryPicture, Picture, PictureArguments } from '@tszmq/zmsg'
import type { MessageLike } from './message-like.ts'
import type { WaitOptions } from '../wait/waiter.ts'

/** The options of sockets that send. */
export interface SendingOptions {
  /**
   * Size of the kernel send buffer. node:net cannot set it; the system chooses. Unit: bytes, -1 or more. Default: `-1`. Has no
   * effect; it exists so that programs written for libzmq run. libzmq: ZMQ_SNDBUF.
   */
  sendBufferSize: number
  /**
   * Maximum number of messages queued for one peer. `0` means no limit. Unit: messages, 0 or more. Default: `1000`. Takes effect
   * at once, on existing connections too. libzmq: ZMQ_SNDHWM.
   */
  sendHighWaterMark: number
  /**
   * `send()` rejects with `EAGAIN` after this time. `-1` waits without a limit, `0` does not wait. Unit: ms, -1 or more. Default:
   * `-1`. Takes effect at once, on existing connections too. libzmq: ZMQ_SNDTIMEO.
   */
  sendTimeout: number
  /**
   * Time to live of multicast packets. Needs a native multicast transport (pgm, norm). Unit: hops, 1 or more. Default: `1`. Has no
   * effect; it exists so that programs written for libzmq run. libzmq: ZMQ_MULTICAST_HOPS.
   */
  multicastHops: number
}

/** A socket that sends. `M` is the type of its messages. */
export interface Writable<M extends MessageLike | MessageLike[] = MessageLike | MessageLike[]> extends SendingOptions {
  /**
   * Resolves when the message is queued, not when it has arrived. Its bytes belong to the library from then on: do not change them. Any
   * number of calls may wait; they are served in order. Rejects with EAGAIN after `sendTimeout` or if the socket is closed, with EFSM
   * instead of EAGAIN if a REQ or REP must receive first, with EHOSTUNREACH if there is no route, with EINVAL if there are no frames, and
   * with the reason of `signal` if it is aborted.
   */
  send(message: M, options?: WaitOptions): Promise<void>
  /** Queues the message and returns true, or returns false if it would have to wait. Throws as `send` rejects. */
  trySend(message: M): boolean
  /**
   * Encodes `values` by `picture`, one frame for each letter, and sends them (zsock_send): `sendPicture('s4', 'weight', 75)`. Rejects as
   * `send`, with ERR_PICTURE if the picture is malformed, and with ERR_MESSAGE_VALUE if a value does not fit its letter.
   */
  sendPicture<const P extends string>(picture: Picture<P>, ...values: PictureArguments<P>): Promise<void>
  /** Encodes `values` by a binary picture into one frame and sends it (zsock_bsend). Rejects as `sendPicture`. */
  sendBinary<const P extends string>(picture: BinaryPicture<P>, ...values: BinaryArguments<P>): Promise<void>
  /** Sends a signal (zsock_signal). `status` is 0 to 255, by default 0; otherwise it rejects with RangeError. Rejects as `send`. */
  signal(status?: number): Promise<void>
}
