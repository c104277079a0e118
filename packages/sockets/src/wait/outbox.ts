/** The `send()` calls that wait on a socket, in order. */
import type { Message } from '@tszmq/zmtp-codec'
import type { Pattern } from '../pattern/pattern.ts'
import { rejected } from './rejected.ts'
import { Ring } from '../pipe/ring.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { Turn } from './turn.ts'
import type { WaitOptions } from './waiter.ts'
import { Waiter, waitFault } from './waiter.ts'
import { ZmqError } from '../events/zmq-error.ts'

/** Most calls that may wait; one more rejects with EAGAIN. Limits the memory that a loop without `await` uses. */
const MAX_WAITING = 100_000

const SENT: Promise<void> = Promise.resolve()

export class Outbox {
  readonly #pattern: Pattern
  readonly #runtime: Runtime
  readonly #turn: Turn
  readonly #timeout: () => number
  readonly #queue = new Ring<{ message: Message; waiter: Waiter<void> }>()
  /** One error for all calls that are rejected while nothing is sent, since an error with its stack is larger than most messages. */
  #overflow: ZmqError | undefined = undefined
  #release: (() => void) | undefined = undefined
  #closed = false
  /** The outbox that took over the waiting calls. */
  #successor: Outbox | undefined = undefined
  #waking = false

  constructor(pattern: Pattern, runtime: Runtime, timeout: () => number) {
    this.#pattern = pattern
    this.#runtime = runtime
    this.#timeout = timeout
    this.#turn = new Turn(runtime)
  }

  /** Number of calls that wait. */
  get waiting(): number {
    return this.#queue.size
  }

  /** Resolves when the message is queued for a peer. All calls that do not have to wait share one promise. */
  send(message: Message, options: WaitOptions | undefined): Promise<void> {
    if (options === undefined && this.#queue.size === 0 && !this.#closed && this.#turn.spend()) {
      try {
        if (this.#pattern.send(message)) return SENT
      } catch (error) {
        return rejected(error)
      }
    }
    return this.#wait(message, options)
  }

  /** Returns false if the message has to wait. Throws EFSM if a REQ or REP must receive first. */
  trySend(message: Message): boolean {
    if (this.#closed) throw closed()
    if (this.#queue.size > 0) return false
    if (this.#pattern.send(message)) return true
    const refusal = this.#pattern.outOfTurn?.('send')
    if (refusal !== undefined) throw refusal
    return false
  }

  /** Serves the calls that wait, as long as the pattern can send. */
  wake(): void {
    // A pattern may become writable while it sends for the first call, which must not be served twice.
    if (this.#waking) return
    this.#waking = true
    this.#serve()
    this.#waking = false
  }

  #serve(): void {
    for (let next = this.#queue.peek(); next !== undefined; next = this.#queue.peek()) {
      if (!next.waiter.done && !this.#sendFor(next)) return
      this.#queue.take()
      this.#overflow = undefined
    }
    this.#release?.()
    this.#release = undefined
  }

  /** Rejects the calls that wait with EAGAIN. */
  close(): void {
    this.#closed = true
    for (let next = this.#queue.take(); next !== undefined; next = this.#queue.take()) {
      next.waiter.reject(this.#refusal('the socket was closed before the message could be sent'))
    }
    this.wake()
  }

  /** Closes this outbox, and moves the calls that wait to `successor`, behind those that wait there. */
  transferTo(successor: Outbox): void {
    this.#closed = true
    this.#successor = successor
    for (let next = this.#queue.take(); next !== undefined; next = this.#queue.take()) successor.#queue.push(next)
    if (successor.#queue.size > 0) successor.#release ??= successor.#runtime.hold()
    this.wake()
    successor.wake()
  }

  #sendFor(next: { message: Message; waiter: Waiter<void> }): boolean {
    try {
      if (!this.#pattern.send(next.message)) return false
      next.waiter.resolve()
    } catch (error) {
      next.waiter.reject(error)
    }
    return true
  }

  #wait(message: Message, options: WaitOptions | undefined): Promise<void> {
    const fault = options === undefined ? undefined : waitFault(options)
    if (fault !== undefined) return Promise.reject(fault)
    const { signal, timeout = this.#timeout() } = options ?? {}
    if (this.#closed) return Promise.reject(closed())
    if (signal?.aborted === true) return rejected(signal.reason)
    if (this.#queue.size >= MAX_WAITING) {
      return Promise.reject((this.#overflow ??= new ZmqError('EAGAIN', `${MAX_WAITING} messages wait to be sent already`)))
    }
    return new Promise((resolve, reject) => {
      const waiter = new Waiter<void>(resolve, reject)
      const first = this.#queue.size === 0
      const entry = { message, waiter }
      if (first && (timeout === 0 || options !== undefined)) {
        if (this.#sendFor(entry)) return
      }
      if (timeout === 0) return waiter.reject(this.#refusal('the message cannot be sent without waiting'))
      this.#queue.push(entry)
      this.#release ??= this.#runtime.hold()
      if (timeout > 0 || signal !== undefined) {
        waiter.limit(
          this.#runtime,
          timeout,
          signal,
          'send()',
          () => this.#forget(entry),
          () => this.#pattern.outOfTurn?.('send'),
        )
      }
      if (first && this.#turn.spent) this.#turn.next(() => this.wake())
    })
  }

  /** EFSM if a REQ or REP must receive first, otherwise EAGAIN with `text`. */
  #refusal(text: string): ZmqError {
    return this.#pattern.outOfTurn?.('send') ?? new ZmqError('EAGAIN', text)
  }

  #forget(entry: { message: Message; waiter: Waiter<void> }): void {
    if (this.#successor !== undefined) return this.#successor.#forget(entry)
    this.#queue.remove(entry)
    this.#overflow = undefined
    if (this.#queue.size === 0) this.wake()
  }
}

function closed(): ZmqError {
  return new ZmqError('EBADF', 'the socket is closed')
}
