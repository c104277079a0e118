/** A call that waits until it is done, times out or is aborted. */
import { kindOf } from '../options/argument.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { ZmqError } from '../events/zmq-error.ts'

/** Options of an operation that may wait. */
export interface WaitOptions {
  /** Milliseconds. `-1` waits without a limit, `0` does not wait. Default: `sendTimeout` or `receiveTimeout` of the socket. */
  readonly timeout?: number
  /** Aborts the operation, which then rejects with the reason of the signal and has sent or received nothing. */
  readonly signal?: AbortSignal
}

/** Throws TypeError if `timeout` is not a number, and EINVAL if it is negative (except -1) or NaN. */
export function checkTimeout(timeout: number): void {
  if (typeof (timeout as unknown) !== 'number') throw new TypeError(`timeout must be a number of milliseconds, not ${kindOf(timeout)}`)
  if (!(timeout >= 0) && timeout !== -1)
    throw new ZmqError('EINVAL', `timeout must be 0 or more milliseconds, or -1 for no limit, not ${timeout}`)
}

/** Returns what is wrong with `options`: a TypeError, EINVAL, or undefined. */
export function waitFault(options: WaitOptions): Error | undefined {
  try {
    checkWaitOptions(options)
    return undefined
  } catch (error) {
    return error as Error
  }
}

/** Throws TypeError if `options` is not an object, or its `signal` not an AbortSignal, and as `checkTimeout`. */
export function checkWaitOptions(options: WaitOptions): void {
  if (typeof (options as unknown) !== 'object' || options === null) {
    throw new TypeError(`options must be an object such as { timeout: 100 }, not ${kindOf(options)}`)
  }
  const { timeout, signal } = options
  if (timeout !== undefined) checkTimeout(timeout)
  if (signal !== undefined && typeof (signal as Partial<AbortSignal> | null)?.addEventListener !== 'function') {
    throw new TypeError(`signal must be an AbortSignal, not ${kindOf(signal)}`)
  }
}

function unchanged<T, R>(value: T): R {
  return value as unknown as R
}

/** One waiting call. There may be one for each message, so it is small, and has a list only if there is a timeout or a signal. */
export class Waiter<T, R = T> {
  done = false
  readonly #settle: (value: T) => R
  readonly #resolve: (result: R) => void
  readonly #reject: (reason: unknown) => void
  #cleanUp: (() => void)[] | undefined = undefined

  /** `settle` makes the result of the value, by default the value itself. If it throws, the call rejects. */
  constructor(resolve: (result: R) => void, reject: (reason: unknown) => void, settle: (value: T) => R = unchanged) {
    this.#resolve = resolve
    this.#reject = reject
    this.#settle = settle
  }

  /**
   * Rejects after `timeout`, with the error that `refusal` returns, or with EAGAIN for the method `what`. Rejects with the reason of `signal`
   * if it is aborted. Calls `gone` after either.
   */
  limit(
    runtime: Runtime,
    timeout: number,
    signal: AbortSignal | undefined,
    what: string,
    gone: () => void,
    refusal?: () => ZmqError | undefined,
  ): void {
    const cleanUp: (() => void)[] = (this.#cleanUp = [])
    if (timeout > 0) {
      cleanUp.push(
        runtime.after(timeout, () => {
          this.reject(refusal?.() ?? new ZmqError('EAGAIN', `${what} timed out after ${timeout} ms`))
          gone()
        }),
      )
    }
    if (signal === undefined) return
    const abort = (): void => {
      this.reject(signal.reason)
      gone()
    }
    signal.addEventListener('abort', abort, { once: true })
    cleanUp.push(() => signal.removeEventListener('abort', abort))
  }

  resolve(value: T): void {
    if (!this.#end()) return
    try {
      this.#resolve(this.#settle(value))
    } catch (error) {
      this.#reject(error)
    }
  }

  reject(reason: unknown): void {
    if (this.#end()) this.#reject(reason)
  }

  #end(): boolean {
    if (this.done) return false
    this.done = true
    if (this.#cleanUp !== undefined) for (const cleanUp of this.#cleanUp) cleanUp()
    return true
  }
}
