/** Sockets by direction: what `Socket` does for all of them at run time, typed for those that send, that receive, or both. */
/* eslint-disable @typescript-eslint/no-unsafe-declaration-merging -- the methods are on the prototype of Socket */
import type { MessageLike } from './frames.ts'
import { Socket } from './socket.ts'

/** One received frame. */
export type Message = Buffer

/** What sockets that send can do. `M`: its messages. */
export interface Writable<M extends MessageLike | MessageLike[] = MessageLike | MessageLike[], O extends [...object[]] = []> {
  multicastHops: number
  sendBufferSize: number
  sendHighWaterMark: number
  sendTimeout: number
  /** Resolves when the message is queued. Calls may wait side by side: they are served in order. */
  send(message: M, ...options: O): Promise<void>
}

/** What sockets that receive can do. `M`: its messages. */
export interface Readable<M extends object[] = Message[]> {
  receiveBufferSize: number
  receiveHighWaterMark: number
  receiveTimeout: number
  /** The next message. Calls may wait side by side: they are served in order. */
  receive(): Promise<M>
  /** Ends when the socket is closed. */
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
