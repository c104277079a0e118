/** How long to wait before connecting again: with jitter, doubling up to a maximum, never outside of what was asked for. */
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

  /** A connection was made: begin again with the first interval. */
  reset(): void {
    this.#current = this.#interval
  }

  /** Milliseconds to wait now, a whole number, or undefined: never (interval 0 or -1, as in libzmq). */
  next(): number | undefined {
    if (this.#interval <= 0) return undefined
    const random = this.#runtime.random()
    // Without a maximum, as libzmq: up to twice the interval.
    if (this.#max <= this.#interval) return Math.round(this.#interval * (1 + random))
    const ceiling = (this.#current = Math.min(this.#current * 2, this.#max))
    // Half of the wait is chance, the first one's too, so that a crowd that lost the same server does not come back as one.
    const floor = Math.max(this.#interval, ceiling / 2)
    return Math.round(floor + (ceiling - floor) * random)
  }
}
