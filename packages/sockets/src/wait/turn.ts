/**
 * The budget of one turn of the event loop: so many operations may end at once before others get their turn. Without it a
 * loop of `await send()` over a fast connection would never let a timer or another socket run.
 */
import type { Runtime } from '../runtime/runtime.ts'

/** Operations a turn; a turn costs about as much as ten of them. */
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

  /** Whether one more operation may end at once. */
  spend(): boolean {
    return --this.#left > 0
  }

  /** The budget is used up, and that is why an operation has to wait. */
  get spent(): boolean {
    return this.#left <= 0
  }

  /** Gives the whole budget again: the event loop turned. */
  restart(): void {
    this.#left = this.#operations
  }

  /** Calls `fn` in the next turn, whose budget is fresh. */
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
