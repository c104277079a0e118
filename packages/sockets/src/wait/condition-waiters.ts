/** Calls that wait for a condition of a socket, such as a number of peers. */
import { rejected } from './rejected.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { WaitOptions } from './waiter.ts'
import { checkTimeout, Waiter } from './waiter.ts'
import { ZmqError } from '../events/zmq-error.ts'

interface Waiting<T> {
  /** Returns the result, or undefined while the condition does not hold. */
  readonly find: () => T | undefined
  readonly waiter: Waiter<T>
}

export class ConditionWaiters<T> {
  readonly #runtime: Runtime
  readonly #waiting = new Set<Waiting<T>>()
  #release: (() => void) | undefined = undefined

  constructor(runtime: Runtime) {
    this.#runtime = runtime
  }

  /**
   * Resolves with the result of `find`, at once or at a later call of `check`. Rejects with EAGAIN after `timeout` milliseconds (default -1:
   * no limit) or if the socket is closed, and with the reason of `signal` if it is aborted.
   *
   * @param what The name of the method, for error messages.
   * @param detail The present state, for error messages.
   */
  wait(find: () => T | undefined, { timeout = -1, signal }: WaitOptions, what: string, detail: () => string): Promise<T> {
    if (signal?.aborted === true) return rejected(signal.reason)
    return new Promise((resolve, reject) => {
      checkTimeout(timeout)
      const waiter = new Waiter<T>(resolve, reject)
      const found = find()
      if (found !== undefined) return waiter.resolve(found)
      if (timeout === 0) return waiter.reject(new ZmqError('EAGAIN', `${what}: ${detail()}`))
      const entry = { find, waiter }
      this.#waiting.add(entry)
      this.#release ??= this.#runtime.hold()
      const refusal = (): ZmqError => new ZmqError('EAGAIN', `${what} timed out after ${timeout} ms: ${detail()}`)
      waiter.limit(this.#runtime, timeout, signal, what, () => this.#forget(entry), refusal)
    })
  }

  /** Something has changed: resolves those that find what they wait for. */
  check(): void {
    for (const entry of this.#waiting) {
      const found = entry.find()
      if (found === undefined) continue
      entry.waiter.resolve(found)
      this.#forget(entry)
    }
  }

  /** The socket is closed: rejects all with EAGAIN. */
  close(): void {
    for (const entry of this.#waiting) {
      entry.waiter.reject(new ZmqError('EAGAIN', 'the socket was closed while it waited for peers'))
      this.#forget(entry)
    }
  }

  #forget(entry: Waiting<T>): void {
    this.#waiting.delete(entry)
    if (this.#waiting.size > 0) return
    this.#release?.()
    this.#release = undefined
  }
}
