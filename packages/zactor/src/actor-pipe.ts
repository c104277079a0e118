/**
 * The actor's end of its pipe: the actor reads commands from it and answers them. A read that waits does not keep the process alive. Once the
 * owner is destroyed or gone, every read gives `$TERM`.
 */
import type { Context, MessageLike, Pair, WaitOptions } from '@tszmq/sockets'
import { ZmqError } from '@tszmq/sockets'
import { checkWaitOptions, Waiter } from '@tszmq/sockets/internal'
import type { Traffic } from '@tszmq/sockets/internal'
import { manyListeners } from './abort-controller.ts'
import { receiveNow } from './receive-now.ts'
import { encodeRefusal } from './refusal.ts'
import { encodeSignal } from '@tszmq/zmsg'

/** CZMQ's command to end: an actor that reads it returns. */
export const TERM = '$TERM'

export class ActorPipe {
  /** The context for sockets of the actor. */
  readonly context: Context
  readonly #pair: Pair
  readonly #traffic: Traffic
  readonly #waiting: Waiter<Buffer[]>[] = []
  #controller: AbortController | undefined = undefined
  /** True once the owner wants the actor to end. */
  #terminating = false
  /** True once `$TERM` was read: later reads give it too. */
  #termRead = false
  /** True if no owner will read or write any more. */
  #ownerIsGone = false

  private constructor(pair: Pair) {
    this.context = pair.context
    this.#pair = pair
    this.#traffic = pair.watch(() => this.#serve())
  }

  /** @internal */
  static over(pair: Pair): ActorPipe {
    return new ActorPipe(pair)
  }

  /**
   * Aborted as soon as the owner wants the actor to end. Pass it to everything that the actor waits for beside its pipe. An actor that throws
   * its reason has ended well, as if it had returned.
   */
  get terminating(): AbortSignal {
    this.#controller ??= manyListeners()
    if (this.#terminating) this.#abort()
    return this.#controller.signal
  }

  /**
   * Resolves to the next message of the owner, or to `$TERM` if the actor has to end. Any number of calls may wait. Rejects with EAGAIN after
   * `timeout` milliseconds, or with the reason of `signal`.
   */
  receive(options: WaitOptions = {}): Promise<Buffer[]> {
    return new Promise((resolve, reject) => {
      checkWaitOptions(options)
      const { timeout = -1, signal } = options
      const waiter = new Waiter<Buffer[]>(resolve, reject)
      if (signal?.aborted === true) return waiter.reject(signal.reason)
      const message = this.#waiting.length === 0 ? this.#next() : undefined
      if (message !== undefined) return waiter.resolve(message)
      if (timeout === 0) return waiter.reject(new ZmqError('EAGAIN', 'there is no message to receive'))
      this.#waiting.push(waiter)
      waiter.limit(this.context.runtime, timeout, signal, 'receive()', () => this.#forget(waiter))
    })
  }

  /** Yields each message of the owner. Ends with `$TERM`. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer[], undefined> {
    for (let message = await this.receive(); !isTerm(message); message = await this.receive()) yield message
    return undefined
  }

  /** Sends a message to the owner. Waits while the pipe is full of unread messages. Rejects with EAGAIN or EBADF if the owner is gone. */
  send(message: MessageLike | MessageLike[], options?: WaitOptions): Promise<void> {
    return this.#pair.send(message, options)
  }

  /** As `send`, without waiting. Returns false if the pipe is full or the owner is gone. */
  trySend(message: MessageLike | MessageLike[]): boolean {
    return !this.#pair.closed && !this.#ownerIsGone && this.#pair.trySend(message)
  }

  /**
   * Sends a signal (zsock_signal): first that the actor is ready, later the answer to each command. The status 0 is success. Rejects as
   * `send`. Throws RangeError for a status that is not 0 to 255.
   */
  signal(status = 0): Promise<void> {
    return this.#pair.send(encodeSignal(status))
  }

  /**
   * Refuses a command: sends a `$ERROR` message with the code and the text of `error`, then the signal 1. Instead of the first signal it
   * refuses to start. An owner that waits for signals only, as in CZMQ, does not see the message. Rejects as `send`, and with TypeError if
   * `error` is not an Error.
   */
  async refuse(error: Error): Promise<void> {
    if (typeof (error as Error | undefined)?.message !== 'string') throw new TypeError(`refuse() takes an Error, not ${typeof error}`)
    await this.#pair.send(encodeRefusal(error))
    await this.signal(1)
  }

  /** @internal True if `error` is the reason of `terminating`. */
  endedBy(error: unknown): boolean {
    return this.#terminating && this.#controller !== undefined && error === this.#controller.signal.reason
  }

  /** @internal The owner wants the actor to end. */
  terminate(): void {
    if (this.#terminating) return
    this.#terminating = true
    this.#abort()
  }

  /** @internal No owner will be at the other end again. The messages that are left can still be read, then `$TERM`; sending fails. */
  ownerGone(): void {
    if (this.#ownerIsGone) return
    this.#ownerIsGone = true
    this.#termRead = true
    this.#traffic.outbox.close()
    this.terminate()
    this.#serve()
  }

  #abort(): void {
    this.#controller?.abort(new ZmqError('ETERM', 'the actor was told to end'))
  }

  #next(): Buffer[] | undefined {
    const message = receiveNow(this.#pair)
    if (message === undefined && !this.#termRead) return undefined
    if (message !== undefined && message !== 'closed' && !isTerm(message)) return message
    this.#termRead = true
    this.terminate()
    return [Buffer.from(TERM)]
  }

  #serve(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const message = this.#next()
      if (message === undefined) return
      this.#waiting.shift()
      first.resolve(message)
    }
  }

  #forget(waiter: Waiter<Buffer[]>): void {
    this.#waiting.splice(this.#waiting.indexOf(waiter), 1)
  }
}

function isTerm(message: readonly Buffer[]): boolean {
  return message[0]?.toString('latin1') === TERM
}
