/** Who waits to send on a socket, in order. It takes what its pattern takes at once, and keeps the rest, so many and no more. */
import type { Message } from '@tszmq/zmtp-codec'
import type { Pattern } from '../pattern/pattern.ts'
import { rejected } from './rejected.ts'
import { Ring } from '../pipe/ring.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { Turn } from './turn.ts'
import type { WaitOptions } from './waiter.ts'
import { Waiter, waitFault } from './waiter.ts'
import { ZmqError } from '../events/zmq-error.ts'

/** Sends without `await` that may be under way; one more is EAGAIN. The bound on what a careless loop can pile up. */
const MAX_WAITING = 100_000

const SENT: Promise<void> = Promise.resolve()

export class Outbox {
  readonly #pattern: Pattern
  readonly #runtime: Runtime
  readonly #turn: Turn
  readonly #timeout: () => number
  readonly #queue = new Ring<{ message: Message; waiter: Waiter<void> }>()
  /** One for all that are refused while nothing moves: errors with their stacks are larger than what they refuse to keep. */
  #overflow: ZmqError | undefined = undefined
  #release: (() => void) | undefined = undefined
  #closed = false
  /** Has what waited here when this was closed. */
  #heir: Outbox | undefined = undefined
  #waking = false

  constructor(pattern: Pattern, runtime: Runtime, timeout: () => number) {
    this.#pattern = pattern
    this.#runtime = runtime
    this.#timeout = timeout
    this.#turn = new Turn(runtime)
  }

  get waiting(): number {
    return this.#queue.size
  }

  /** Resolves when the message is queued for a peer. One promise serves all that did not have to wait. */
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

  /** False: cannot be sent without waiting, or others wait already. Throws EFSM out of turn. */
  trySend(message: Message): boolean {
    if (this.#closed) throw closed()
    if (this.#queue.size > 0) return false
    if (this.#pattern.send(message)) return true
    const refusal = this.#pattern.outOfTurn?.('send')
    if (refusal !== undefined) throw refusal
    return false
  }

  /** Sends for those who wait, as far as the pattern takes it. */
  wake(): void {
    // A pattern may say that it can send while it is sending for the first who waits: that one is not to be served twice.
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

  close(): void {
    this.#closed = true
    for (let next = this.#queue.take(); next !== undefined; next = this.#queue.take()) {
      next.waiter.reject(this.#refusal('the socket was closed before the message could be sent'))
    }
    this.wake()
  }

  /** Closes it. Who waits here waits in `heir` from now on, behind those who are there. */
  bequeath(heir: Outbox): void {
    this.#closed = true
    this.#heir = heir
    for (let next = this.#queue.take(); next !== undefined; next = this.#queue.take()) heir.#queue.push(next)
    if (heir.#queue.size > 0) heir.#release ??= heir.#runtime.hold()
    this.wake()
    heir.wake()
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

  /** EFSM out of turn; else EAGAIN, as `text` says. */
  #refusal(text: string): ZmqError {
    return this.#pattern.outOfTurn?.('send') ?? new ZmqError('EAGAIN', text)
  }

  #forget(entry: { message: Message; waiter: Waiter<void> }): void {
    if (this.#heir !== undefined) return this.#heir.#forget(entry)
    this.#queue.remove(entry)
    this.#overflow = undefined
    if (this.#queue.size === 0) this.wake()
  }
}

function closed(): ZmqError {
  return new ZmqError('EBADF', 'the socket is closed')
}
