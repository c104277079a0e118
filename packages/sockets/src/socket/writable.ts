/** The sending half of a socket's public face. */
import type { BinaryArguments, BinaryPicture, Picture, PictureArguments } from '@tszmq/zmsg'
import type { MessageLike } from './message-like.ts'
import type { WaitOptions } from '../wait/waiter.ts'

/** What every socket that sends can do. */
export interface Writable<M extends MessageLike | MessageLike[] = MessageLike | MessageLike[]> {
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
  /**
   * Resolves when the message is queued, not when it has arrived. Its bytes belong to the library from then on: do not change
   * them. Any number of calls may wait; they are served in order. Rejects with EAGAIN after `sendTimeout`, EFSM in place of EAGAIN
   * while it is not the socket's turn to send (REQ, REP),
   * EHOSTUNREACH without a route, EINVAL without frames, or with the reason of `signal`.
   */
  send(message: M, options?: WaitOptions): Promise<void>
  /** Queues the message if that takes no waiting. False: not taken. Throws as `send` rejects, and EFSM at once out of turn. */
  trySend(message: M): boolean
  /**
   * Sends what `picture` makes of `values`, a frame for each letter (zsock_send): `sendPicture('s4', 'weight', 75)`. Rejects as `send`,
   * with ERR_PICTURE, and with ERR_MESSAGE_VALUE for a value that its letter cannot be.
   */
  sendPicture<const P extends string>(picture: Picture<P>, ...values: PictureArguments<P>): Promise<void>
  /** As `sendPicture` by a binary picture, which packs its values into one frame (zsock_bsend). */
  sendBinary<const P extends string>(picture: BinaryPicture<P>, ...values: BinaryArguments<P>): Promise<void>
  /** Sends a signal (zsock_signal). `status`: 0 to 255, default 0. Rejects as `send`, and with RangeError. */
  signal(status?: number): Promise<void>
}
