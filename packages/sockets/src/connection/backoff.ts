/** How long to wait before connecting again: with jitter, doubling up to a maximum. */
import type { Runtime } from '../runtime/runtime.ts'

export class Backoff {
  readonly #runtime: Runtime
  readonly #interval: number
  readonly #max: number
  #current: number

  /** ZMQ_RECONNECT_IVL and ZMQ_RECONNECT_IVL_MAX, in milliseconds. */
  constructor(runtime: Runtime, interval: number, max: number) {
    this.#runtime = runtime
    this.#interval = interval
    this.#max = max
    this.#current = interval
  }

  /** A connection was made: the next wait is the first interval again. */
  reset(): void {
    this.#current = this.#interval
  }

  /** Returns the milliseconds to wait, a whole number; undefined for never (interval 0 or -1, as in libzmq). */
  next(): number | undefined {
    if (this.#interval <= 0) return undefined
    const random = this.#runtime.random()
    // Without a maximum, as in libzmq, up to twice the interval.
    if (this.#max <= this.#interval) return Math.round(this.#interval * (1 + random))
    const ceiling = (this.#current = Math.min(this.#current * 2, this.#max))
    // Half of each wait is random, so that many clients that lost the same server do not reconnect at the same time.
    const floor = Math.max(this.#interval, ceiling / 2)
    return Math.round(floor + (ceiling - floor) * random)
  }
}
