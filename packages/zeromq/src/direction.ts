/** Types of sockets that send, that receive, or both. At run time `Socket` has all their methods. */
/* eslint-disable @typescript-eslint/no-unsafe-declaration-merging -- the methods are on the prototype of Socket */
import type { MessageLike } from './frames.ts'
import { Socket } from './socket.ts'

/** One received frame. */
export type Message = Buffer

/** A socket that sends. `M` is the type of its messages. */
export interface Writable<M extends MessageLike | MessageLike[] = MessageLike | MessageLike[], O extends [...object[]] = []> {
  /**
   * Time to live of multicast packets. Needs a native multicast transport (pgm, norm). Unit: hops, 1 or more. Default: `1`. Has no
   * effect; it exists so that programs written for libzmq run. libzmq: ZMQ_MULTICAST_HOPS.
   */
  multicastHops: number
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
   * Resolves when the message is queued, not when it has arrived. Any number of calls may wait; they are served in order. Rejects with
   * EAGAIN after `sendTimeout`. Throws EBADF after `close()`.
   */
  send(message: M, ...options: O): Promise<void>
}

/** A socket that receives. `M` is the type of its messages: arrays of frames. */
export interface Readable<M extends object[] = Message[]> {
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
   * Resolves with the next message. Any number of calls may wait; they are served in order. Rejects with EAGAIN after `receiveTimeout` or
   * if the socket is closed. Throws EBADF after `close()`.
   */
  receive(): Promise<M>
  /** Iterates over messages. Ends when the socket is closed. */
  [Symbol.asyncIterator](): AsyncIterator<M, undefined>
}

// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- it merges with the class
export interface SendingSocket extends Writable {}
export abstract class SendingSocket extends Socket {}

// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- it merges with the class
export interface ReceivingSocket extends Readable {}
export abstract class ReceivingSocket extends Socket {}

export interface DuplexSocket<M extends object[] = Message[], S extends MessageLike | MessageLike[] = MessageLike | MessageLike[]>
  extends Writable<S>, Readable<M> {}
/* eslint-disable @typescript-eslint/no-unused-vars -- a class has the type parameters of the interface it merges with */
export abstract class DuplexSocket<
  M extends object[] = Message[],
  S extends MessageLike | MessageLike[] = MessageLike | MessageLike[],
> extends Socket {}
/* eslint-enable @typescript-eslint/no-unused-vars */
