/** Limits how long connections deliver large chunks in one turn of the event loop, so that timers are not delayed. */
import type { Runtime } from '../runtime/runtime.ts'

/** Milliseconds. A heartbeat or a timer is late by no more than this and one chunk of each connection. */
const TURN_MS = 50

export class ReadBudget {
  readonly #runtime: Runtime
  /** Time of the first chunk of this turn; -1 before it. */
  #since = -1

  constructor(runtime: Runtime) {
    this.#runtime = runtime
  }

  /** True if the time of this turn is used up. The first call of a turn starts its clock. */
  get spent(): boolean {
    const now = this.#runtime.now()
    if (this.#since >= 0) return now - this.#since > TURN_MS
    this.#since = now
    this.#runtime.yield(() => {
      this.#since = -1
    })
    return false
  }
}
