/** Something that waits, until it is done, times out or is aborted. Each ends once, and cleans up what it set up. */
import { kindOf } from '../options/argument.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { ZmqError } from '../events/zmq-error.ts'

/** How long, and until what, an operation may wait. */
export interface WaitOptions {
  /** Milliseconds; overrides the socket's sendTimeout or receiveTimeout. -1 for ever, 0 not at all. */
  readonly timeout?: number
  /** Aborting it rejects with its reason; nothing was sent or received then. */
  readonly signal?: AbortSignal
}

/** Throws TypeError for what is no number, EINVAL for what is no time: either would be a wait for ever. */
export function checkTimeout(timeout: number): void {
  if (typeof (timeout as unknown) !== 'number') throw new TypeError(`timeout must be a number of milliseconds, not ${kindOf(timeout)}`)
  if (!(timeout >= 0) && timeout !== -1) throw new ZmqError('EINVAL', `timeout is 0 or more milliseconds, or -1 for ever, not ${timeout}`)
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

/** One for each wait, of which there may be one for each message: it is small, and makes a list only for what is limited. */
export class Waiter<T, R = T> {
  done = false
  readonly #settle: (value: T) => R
  readonly #resolve: (result: R) => void
  readonly #reject: (reason: unknown) => void
  #cleanUp: (() => void)[] | undefined = undefined

  /** `resolve` gets what `settle` makes of the value, by default the value itself; `reject` gets what it throws. */
  constructor(resolve: (result: R) => void, reject: (reason: unknown) => void, settle: (value: T) => R = unchanged) {
    this.#resolve = resolve
    this.#reject = reject
    this.#settle = settle
  }

  /**
   * Rejects after `timeout`, with what `refusal` returns or else with EAGAIN for `what`, or with the reason of `signal`. Calls `gone` after
   * either.
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
