/** Who waits to receive from a socket, in order, and the iterators over what it receives. */
import type { Message } from '@tszmq/zmtp-codec'
import type { Pattern } from '../pattern/pattern.ts'
import type { Pipe } from '../pipe/pipe.ts'
import { rejected } from './rejected.ts'
import { Ring } from '../pipe/ring.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { SocketIterator } from './socket-iterator.ts'
import { Turn } from './turn.ts'
import type { WaitOptions } from './waiter.ts'
import { Waiter, waitFault } from './waiter.ts'
import { ZmqError } from '../events/zmq-error.ts'

/** Messages of one batch at the most. Larger batches are no faster, and many receivers that keep their last one fill the caches. */
const BATCH = 128

/**
 * Messages that may be received in one turn: more than 64 KiB of the shortest ones, so that what was read at once is received at once. If
 * a receiver stopped halfway, the rest would wait among that of many other sockets, out of the caches and soon in the collector's old space.
 */
const OPERATIONS = 8192

/** One caller that waits for a message. */
interface Waiting {
  readonly done: boolean
  /** Undefined: the socket is closed. */
  resolve(message: Message | undefined): void
}

const NO_OPTIONS: WaitOptions = {}

const END: Promise<IteratorReturnResult<undefined>> = Promise.resolve({ value: undefined, done: true })

export class Inbox {
  readonly #pattern: Pattern
  readonly #runtime: Runtime
  readonly #turn: Turn
  readonly #timeout: () => number
  readonly #queue = new Ring<Waiting>()
  /** What `receive` resolves with. */
  readonly #received = (message: Message | undefined): Message => {
    if (message === undefined) throw this.#refusal('the socket was closed before a message came')
    return message
  }
  #release: (() => void) | undefined = undefined
  #closed = false
  #waking = false

  constructor(pattern: Pattern, runtime: Runtime, timeout: () => number) {
    this.#pattern = pattern
    this.#runtime = runtime
    this.#timeout = timeout
    this.#turn = new Turn(runtime, OPERATIONS)
  }

  get waiting(): number {
    return this.#queue.size
  }

  receive(options: WaitOptions | undefined): Promise<Message> {
    if (options === undefined && this.#queue.size === 0 && !this.#closed && this.#turn.spend()) {
      try {
        const message = this.#pattern.receive()
        if (message !== undefined) return Promise.resolve(message)
      } catch (error) {
        return rejected(error)
      }
    }
    return this.#wait(options, this.#received)
  }

  /** As `receive`, with the pipe that the message came from. Each waiting caller is served by itself, so `source` belongs to its message. */
  receiveFrom(options: WaitOptions | undefined): Promise<{ message: Message; source: Pipe | undefined }> {
    // An operation with options first looks whether there is a message.
    return this.#wait(options === undefined ? NO_OPTIONS : options, (message) => ({
      message: this.#received(message),
      source: this.#pattern.source,
    }))
  }

  tryReceive(): Message | undefined {
    if (this.#closed) throw new ZmqError('EBADF', 'the socket is closed')
    if (this.#queue.size > 0) return undefined
    const message = this.#pattern.receive()
    if (message !== undefined) return message
    const refusal = this.#pattern.outOfTurn?.('receive')
    if (refusal !== undefined) throw refusal
    return undefined
  }

  /** One message a step. Ends when the socket closes. */
  messages(): SocketIterator<Message> {
    return this.#iterator((message) => message)
  }

  /** All messages that are there a step, one promise for all of them. Ends when the socket closes. */
  batches(): SocketIterator<Message[]> {
    return this.#iterator((message) => {
      const batch = [message]
      while (batch.length < BATCH) {
        const next = this.#pattern.receive()
        if (next === undefined) break
        batch.push(next)
      }
      return batch
    })
  }

  /** A connection delivered messages, which it does once in a turn of the event loop: receives for the callers that wait. */
  arrived(): void {
    this.#turn.restart()
    if (this.#queue.size > 0) this.wake()
  }

  /** Receives for those who wait, as far as there is something. */
  wake(): void {
    // Reading makes room, and room may bring the next message before the one that was read is handed over.
    if (this.#waking) return
    this.#waking = true
    this.#serve()
    this.#waking = false
  }

  #serve(): void {
    for (let next = this.#queue.peek(); next !== undefined; next = this.#queue.peek()) {
      if (!next.done) {
        const message = this.#pattern.readable ? this.#pattern.receive() : undefined
        if (message === undefined) return
        next.resolve(message)
      }
      this.#queue.take()
    }
    this.#release?.()
    this.#release = undefined
  }

  /** Who waits gets EAGAIN; iterators end. */
  close(): void {
    this.#closed = true
    for (let next = this.#queue.take(); next !== undefined; next = this.#queue.take()) next.resolve(undefined)
    this.#release?.()
    this.#release = undefined
  }

  #iterator<T>(take: (first: Message) => T): SocketIterator<T> {
    const step = (message: Message | undefined): IteratorResult<T, undefined> =>
      message === undefined ? { value: undefined, done: true } : { value: take(message), done: false }
    return {
      next: () => {
        if (this.#closed) return END
        if (this.#queue.size === 0 && this.#turn.spend()) {
          try {
            const message = this.#pattern.receive()
            if (message !== undefined) return Promise.resolve({ value: take(message), done: false as const })
          } catch (error) {
            return rejected(error)
          }
        }
        return this.#wait(undefined, step)
      },
      return: () => END,
      [Symbol.asyncIterator]() {
        return this
      },
    }
  }

  /** Resolves with what `settle` makes of the next message, or of undefined if the socket is closed; rejects if it throws. */
  #wait<T>(options: WaitOptions | undefined, settle: (message: Message | undefined) => T): Promise<T> {
    const fault = options === undefined ? undefined : waitFault(options)
    if (fault !== undefined) return Promise.reject(fault)
    const { signal, timeout = this.#timeout() } = options ?? {}
    if (this.#closed) return Promise.reject(new ZmqError('EBADF', 'the socket is closed'))
    if (signal?.aborted === true) return rejected(signal.reason)
    return new Promise((resolve, reject) => {
      const waiter = new Waiter(resolve, reject, settle)
      if (this.#queue.size === 0 && (options !== undefined || timeout === 0)) {
        try {
          const message = this.#pattern.receive()
          if (message !== undefined) return waiter.resolve(message)
        } catch (error) {
          return waiter.reject(error)
        }
      }
      if (timeout === 0) return waiter.reject(this.#refusal('there is no message to receive'))
      this.#queue.push(waiter)
      this.#release ??= this.#runtime.hold()
      if (timeout > 0 || signal !== undefined) {
        waiter.limit(
          this.#runtime,
          timeout,
          signal,
          'receive()',
          () => this.#forget(waiter),
          () => this.#pattern.outOfTurn?.('receive'),
        )
      }
      if (this.#queue.size === 1 && this.#turn.spent) this.#turn.next(() => this.wake())
    })
  }

  /** EFSM out of turn; else EAGAIN, as `text` says. */
  #refusal(text: string): ZmqError {
    return this.#pattern.outOfTurn?.('receive') ?? new ZmqError('EAGAIN', text)
  }

  #forget(waiter: Waiting): void {
    this.#queue.remove(waiter)
    if (this.#queue.size === 0) this.wake()
  }
}
