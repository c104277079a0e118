/** The `receive()` calls that wait on a socket, in order, and the iterators over its messages. */
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

/** Most messages of one batch. Larger batches are not faster, and fill the CPU caches if many receivers keep their last one. */
const BATCH = 128

/**
 * Messages that may be received in one turn of the event loop: more than fit in one read of 64 KiB. If a receiver stopped before that, the
 * rest would wait among the messages of other sockets, and move out of the CPU caches and the garbage collector's young space.
 */
const OPERATIONS = 8192

/** One call that waits for a message. */
interface Waiting {
  readonly done: boolean
  /** Called with undefined if the socket is closed. */
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
  /** Makes the result of `receive`. */
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

  /** Number of calls that wait. */
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

  /** As `receive`, with the pipe of the sender. Waiting calls are served one by one, so `source` is that of the message. */
  receiveFrom(options: WaitOptions | undefined): Promise<{ message: Message; source: Pipe | undefined }> {
    // A call with options checks first whether there is a message.
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

  /** All messages that are there, up to `BATCH`, in one step with one promise. Ends when the socket closes. */
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

  /** A connection has delivered messages, once for this turn of the event loop. Serves the calls that wait. */
  arrived(): void {
    this.#turn.restart()
    if (this.#queue.size > 0) this.wake()
  }

  /** Serves the calls that wait, as long as there are messages. */
  wake(): void {
    // Receiving makes room, and may bring the next message before the one that was received is handed over.
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

  /** Rejects the calls that wait with EAGAIN, and ends iterators. */
  close(): void {
    this.#closed = true
    for (let next = this.#queue.take(); next !== undefined; next = this.#queue.take()) next.resolve(undefined)
    this.#release?.()
    this.#release = undefined
  }

  /** `toValue` makes the value of a step of the first message that is there. */
  #iterator<T>(toValue: (first: Message) => T): SocketIterator<T> {
    const step = (message: Message | undefined): IteratorResult<T, undefined> =>
      message === undefined ? { value: undefined, done: true } : { value: toValue(message), done: false }
    return {
      next: () => {
        if (this.#closed) return END
        if (this.#queue.size === 0 && this.#turn.spend()) {
          try {
            const message = this.#pattern.receive()
            if (message !== undefined) return Promise.resolve({ value: toValue(message), done: false as const })
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

  /** Resolves with the result of `settle` for the next message, or for undefined if the socket closes. Rejects if it throws. */
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

  /** EFSM if a REQ or REP must send first, otherwise EAGAIN with `text`. */
  #refusal(text: string): ZmqError {
    return this.#pattern.outOfTurn?.('receive') ?? new ZmqError('EAGAIN', text)
  }

  #forget(waiter: Waiting): void {
    this.#queue.remove(waiter)
    if (this.#queue.size === 0) this.wake()
  }
}
