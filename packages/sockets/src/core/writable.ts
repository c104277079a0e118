/** The sending half of a socket's public face. */
import type { MessageLike } from './message-like.ts'
import type { WaitOptions } from './waiter.ts'

/** What every socket that sends can do. */
export interface Writable<M extends MessageLike | MessageLike[] = MessageLike | MessageLike[]> {
  /** ZMQ_SNDBUF. */
  sendBufferSize: number
  /** ZMQ_SNDHWM: messages that may wait for one peer. Default 1000; 0 is no limit. */
  sendHighWaterMark: number
  /** ZMQ_SNDTIMEO in milliseconds. Default -1: for ever. */
  sendTimeout: number
  /** ZMQ_MULTICAST_HOPS. */
  multicastHops: number
  /**
   * Resolves when the message is queued, not when it has arrived. Its bytes belong to the library from then on: do not change
   * them. Any number of calls may wait; they are served in order. Rejects with EAGAIN after `sendTimeout`, EFSM out of turn,
   * EHOSTUNREACH without a route, EINVAL without frames, or with the reason of `signal`.
   */
  send(message: M, options?: WaitOptions): Promise<void>
  /** Queues the message if that takes no waiting. False: not taken. Throws as `send` rejects. */
  trySend(message: M): boolean
}
