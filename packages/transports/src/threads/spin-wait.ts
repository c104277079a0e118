/**
 * Adaptive spin-wait: polls for up to 150 µs before the thread sleeps. A wake-up costs more than a short wait, so a connection spins
 * when its last wait was short. One connection of a thread spins at a time. Each spin in vain doubles the number of waits that follow
 * without a spin, since spinning is harmful where no processor is free.
 */
import { nodeOs } from '../node/node-modules.ts'

/** Longest spin in milliseconds. A wait that is shorter makes the connection spin at its next wait. */
const SPIN_MS = 0.15

/** Limit of the number of waits without a spin after spins in vain. */
const MAX_SKIPS = 255

/** What the connections of one thread share: a clock, and whether one of them spins. */
export class SpinState {
  /** The time in milliseconds, from any origin. */
  readonly now: () => number
  /** True while a connection of this thread spins. */
  spinning = false
  /** False on a machine with one processor: the other thread cannot run during a spin. */
  readonly enabled = nodeOs().availableParallelism() > 1

  constructor(now: () => number) {
    this.now = now
  }
}

/** The waits of one connection. */
export class SpinWait {
  readonly #state: SpinState
  /** When the present wait began; -1 while the connection does not wait. */
  #since = -1
  /** True if the last wait was shorter than a spin. */
  #wasShort = false
  /** Number of waits that still go without a spin. */
  #skips = 0
  /** Value of `#skips` after the next spin in vain. */
  #nextSkips = 1

  constructor(state: SpinState) {
    this.#state = state
  }

  /** Begins a wait. Returns true if the caller should call `spin` before it sleeps. */
  begin(): boolean {
    const state = this.#state
    if (!state.enabled || this.#since >= 0) return false
    this.#since = state.now()
    if (!this.#wasShort || state.spinning) return false
    if (this.#skips > 0) {
      this.#skips--
      return false
    }
    state.spinning = true
    return true
  }

  /** Polls `isReady` until it returns true or 150 µs have passed. */
  spin(isReady: () => boolean): void {
    const state = this.#state
    const end = state.now() + SPIN_MS
    let found = isReady()
    while (!found && state.now() < end) found = isReady()
    state.spinning = false
    if (!found) this.#skips = this.#nextSkips
    this.#nextSkips = found ? (this.#nextSkips >> 1) | 1 : Math.min(MAX_SKIPS, this.#nextSkips * 2 + 1)
  }

  /** Ends the wait: bytes have arrived. Does nothing if there is no wait. */
  end(): void {
    if (this.#since < 0) return
    this.#wasShort = this.#state.now() - this.#since < SPIN_MS
    this.#since = -1
  }
}
