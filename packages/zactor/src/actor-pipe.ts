/**
 * The actor's end of its pipe. It reads commands and answers them, and never keeps the process alive: an actor that waits for
 * commands has nothing to do. When the owner is gone in whatever way, it reads `$TERM`.
 */
import type { Context, MessageLike, Pair, WaitOptions } from '@tszmq/sockets'
import { ZmqError } from '@tszmq/sockets'
import { checkWaitOptions, Waiter } from '@tszmq/sockets/internal'
import type { Traffic } from '@tszmq/sockets/internal'
import { manyListeners } from './abort-controller.ts'
import { receiveNow } from './receive-now.ts'
import { encodeRefusal } from './refusal.ts'
import { encodeSignal } from '@tszmq/zmsg'

/** CZMQ's command to end. Every actor ends when it reads it. */
export const TERM = '$TERM'

export class ActorPipe {
  /** Where the actor makes its own sockets. */
  readonly context: Context
  readonly #pair: Pair
  readonly #traffic: Traffic
  readonly #waiting: Waiter<Buffer[]>[] = []
  #controller: AbortController | undefined = undefined
  #told = false
  #ended = false
  #alone = false

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
   * Aborted as soon as the owner wants the actor to end, for whatever the actor waits on beside its pipe. An actor that ends by
   * throwing its reason has ended well.
   */
  get terminating(): AbortSignal {
    this.#controller ??= manyListeners()
    if (this.#told) this.#abort()
    return this.#controller.signal
  }

  /**
   * The next message of the owner; `$TERM` again and again when it has to end. Any number of calls may wait. Rejects with EAGAIN
   * after `timeout`, or with the reason of `signal`.
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

  /** The messages of the owner, one a step. Ends with `$TERM`. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer[], undefined> {
    for (let message = await this.receive(); !isTerm(message); message = await this.receive()) yield message
    return undefined
  }

  /** Sends the owner a message. Waits while 1000 of them are unread. Rejects with EAGAIN or EBADF when the owner is gone. */
  send(message: MessageLike | MessageLike[], options?: WaitOptions): Promise<void> {
    return this.#pair.send(message, options)
  }

  /** As `send`, if that takes no waiting. False: not taken. */
  trySend(message: MessageLike | MessageLike[]): boolean {
    return !this.#pair.closed && !this.#alone && this.#pair.trySend(message)
  }

  /**
   * The answer to a command, and first of all that the actor is ready (zsock_signal). 0 is success. Rejects as `send`. Throws
   * RangeError for a status that is not 0 to 255.
   */
  signal(status = 0): Promise<void> {
    return this.#pair.send(encodeSignal(status))
  }

  /**
   * Answers a command with a failure: a `$ERROR` message that says why, then the signal 1. Who speaks CZMQ's strings and waits for
   * signals sees the signal only. Rejects as `send`, and with TypeError for what is no Error.
   */
  async refuse(error: Error): Promise<void> {
    if (typeof (error as Error | undefined)?.message !== 'string') throw new TypeError(`refuse() takes an Error, not ${typeof error}`)
    await this.#pair.send(encodeRefusal(error))
    await this.signal(1)
  }

  /** @internal Whether `error` is nothing but what the owner asked for. */
  endedBy(error: unknown): boolean {
    return this.#told && this.#controller !== undefined && error === this.#controller.signal.reason
  }

  /** @internal The owner wants the end. */
  terminate(): void {
    if (this.#told) return
    this.#told = true
    this.#abort()
  }

  /** @internal Nobody will be at the other end again: what is left is read, then `$TERM`, and nothing can be sent. */
  end(): void {
    if (this.#alone) return
    this.#alone = true
    this.#ended = true
    this.#traffic.outbox.close()
    this.terminate()
    this.#serve()
  }

  #abort(): void {
    this.#controller?.abort(new ZmqError('ETERM', 'the actor was told to end'))
  }

  #next(): Buffer[] | undefined {
    const message = receiveNow(this.#pair)
    if (message === undefined && !this.#ended) return undefined
    if (message !== undefined && message !== 'closed' && !isTerm(message)) return message
    this.#ended = true
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
