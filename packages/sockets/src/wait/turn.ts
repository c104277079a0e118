/**
 * Limits the operations that complete without waiting in one turn of the event loop. Otherwise a loop of `await send()` over a fast
 * connection would block timers and other sockets.
 */
import type { Runtime } from '../runtime/runtime.ts'

/** Operations in one turn. A turn costs about as much as ten of them. */
const OPERATIONS = 2000

export class Turn {
  readonly #runtime: Runtime
  readonly #operations: number
  #left: number
  #waiting: (() => void)[] = []

  constructor(runtime: Runtime, operations = OPERATIONS) {
    this.#runtime = runtime
    this.#operations = operations
    this.#left = operations
  }

  /** Returns whether one more operation may complete in this turn. */
  spend(): boolean {
    return --this.#left > 0
  }

  /** True if no more operations may complete in this turn. */
  get spent(): boolean {
    return this.#left <= 0
  }

  /** A new turn has begun: resets the limit. */
  restart(): void {
    this.#left = this.#operations
  }

  /** Calls `fn` in the next turn. */
  next(fn: () => void): void {
    this.#waiting.push(fn)
    if (this.#waiting.length > 1) return
    this.#runtime.yield(() => {
      this.#left = this.#operations
      const waiting = this.#waiting
      this.#waiting = []
      for (const each of waiting) each()
    })
  }
}
