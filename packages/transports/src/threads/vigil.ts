/**
 * How a thread that waits for another stays awake for a moment before it sleeps. To be woken costs more than a short answer takes, so
 * it watches where answers come soon, one connection of a thread at a time, and never for long: it stalls nobody. Where that is in
 * vain, as on a machine that has no processor to spare, it gives it up.
 */
import { nodeOs } from '../node/node-modules.ts'

/** Milliseconds of a vigil at the most, and of a wait after which one may be worth it. */
const MOMENT = 0.15

/** Waits that are slept through after vigils that were in vain, at the most. */
const MAX_REST = 255

/** The clock of a thread, and whether one of its connections watches. */
export class Watch {
  readonly now: () => number
  taken = false
  /** With one processor the other thread cannot run meanwhile. */
  readonly able = nodeOs().availableParallelism() > 1

  constructor(now: () => number) {
    this.now = now
  }
}

export class Vigil {
  readonly #watch: Watch
  /** When it began to wait; -1 while it does not. */
  #since = -1
  /** The last wait was no longer than a vigil is. */
  #soon = false
  /** Waits that it still sleeps through, and how many those are after the next one in vain. */
  #rest = 0
  #nextRest = 1

  constructor(watch: Watch) {
    this.#watch = watch
  }

  /** Nothing more has come. True: it is to stay awake, and `keep` follows. */
  begin(): boolean {
    const watch = this.#watch
    if (!watch.able || this.#since >= 0) return false
    this.#since = watch.now()
    if (!this.#soon || watch.taken) return false
    if (this.#rest > 0) {
      this.#rest--
      return false
    }
    watch.taken = true
    return true
  }

  /** Watches until `came` is true or the moment is over. */
  keep(came: () => boolean): void {
    const watch = this.#watch
    const end = watch.now() + MOMENT
    let found = came()
    while (!found && watch.now() < end) found = came()
    watch.taken = false
    if (!found) this.#rest = this.#nextRest
    this.#nextRest = found ? (this.#nextRest >> 1) | 1 : Math.min(MAX_REST, this.#nextRest * 2 + 1)
  }

  /** Something has come. */
  end(): void {
    if (this.#since < 0) return
    this.#soon = this.#watch.now() - this.#since < MOMENT
    this.#since = -1
  }
}
